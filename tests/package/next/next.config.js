export default { serverExternalPackages: ['staircase-lab'] };
