export default { protocol: "nchan" };
