export default (s) => s;
