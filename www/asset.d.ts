// Of a file that is no module: what bundlers make of its import, its address.

declare const url: string;
export default url;
