/**
 * What readers of JUnit XML have in common, written down from their descriptions: the order of Ant's task (properties, cases,
 * output; all attributes there) and one outcome a case at most.
 */
export const junitSchema = `<?xml version="1.0" encoding="UTF-8"?>
<s:schema xmlns:s="http://www.w3.org/2001/XMLSchema">
  <s:simpleType name="moment"><s:restriction base="s:string"><s:pattern value="\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d"/></s:restriction></s:simpleType>
  <s:simpleType name="seconds"><s:restriction base="s:string"><s:pattern value="\\d+\\.\\d{3}"/></s:restriction></s:simpleType>
  <s:simpleType name="name"><s:restriction base="s:token"><s:minLength value="1"/></s:restriction></s:simpleType>
  <s:complexType name="outcome"><s:simpleContent><s:extension base="s:string">
    <s:attribute name="message" type="s:string"/><s:attribute name="type" type="s:string" use="required"/>
  </s:extension></s:simpleContent></s:complexType>
  <s:complexType name="skip"><s:attribute name="message" type="s:string" use="required"/></s:complexType>
  <s:complexType name="case">
    <s:choice minOccurs="0"><s:element name="failure" type="outcome"/><s:element name="error" type="outcome"/><s:element name="skipped" type="skip"/></s:choice>
    <s:attribute name="name" type="name" use="required"/>
    <s:attribute name="classname" type="name" use="required"/>
    <s:attribute name="time" type="seconds" use="required"/>
  </s:complexType>
  <s:complexType name="suite">
    <s:sequence>
      <s:element name="properties"><s:complexType><s:sequence>
        <s:element name="property" minOccurs="0" maxOccurs="unbounded"><s:complexType>
          <s:attribute name="name" type="name" use="required"/><s:attribute name="value" type="s:string" use="required"/>
        </s:complexType></s:element>
      </s:sequence></s:complexType></s:element>
      <s:element name="testcase" type="case" minOccurs="0" maxOccurs="unbounded"/>
      <s:element name="system-out" type="s:string"/>
      <s:element name="system-err" type="s:string"/>
    </s:sequence>
    <s:attribute name="id" type="s:nonNegativeInteger" use="required"/>
    <s:attribute name="package" type="name" use="required"/>
    <s:attribute name="name" type="name" use="required"/>
    <s:attribute name="timestamp" type="moment" use="required"/>
    <s:attribute name="hostname" type="name" use="required"/>
    <s:attribute name="tests" type="s:nonNegativeInteger" use="required"/>
    <s:attribute name="failures" type="s:nonNegativeInteger" use="required"/>
    <s:attribute name="errors" type="s:nonNegativeInteger" use="required"/>
    <s:attribute name="skipped" type="s:nonNegativeInteger"/>
    <s:attribute name="time" type="seconds" use="required"/>
  </s:complexType>
  <s:element name="testsuites"><s:complexType><s:sequence>
    <s:element name="testsuite" type="suite" maxOccurs="unbounded"/>
  </s:sequence></s:complexType></s:element>
</s:schema>`;
