export default { run: async () => 2 };
