import { describe, expect, it } from "vitest";
import { isInner } from "../../../server/desk/guarded-fetch.js";

// RFC 6890, the registries of special addresses, and the first and last address of each.
describe("an address", () => {
  it.each([
    "0.0.0.0",
    "10.0.0.1",
    "10.255.255.255",
    "100.64.0.1",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "198.18.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:10.0.0.1",
    "::ffff:7f00:1",
    "64:ff9b::a00:1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "ff02::1",
    "2001:db8::1",
    "2002:a00:1::1",
  ])("%s lies within", (address) => {
    expect(isInner(address)).toBe(true);
  });

  it.each([
    "1.1.1.1",
    "9.255.255.255",
    "11.0.0.0",
    "100.128.0.0",
    "172.15.255.255",
    "172.32.0.0",
    "8.8.8.8",
    "2606:4700::1111",
    "2a00:1450::1",
  ])("%s lies without", (address) => {
    expect(isInner(address)).toBe(false);
  });
});
