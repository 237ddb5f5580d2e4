/* What WP's provers do not know of shifts and masks by powers of two; lemmas/bits.smt2 shows it. */
/*@ axiomatic Bits {
  axiom upper4: \forall integer x; 0 <= x ==> x >> 4 == x / 16;
  axiom upper8: \forall integer x; 0 <= x ==> x >> 8 == x / 256;
  axiom upper16: \forall integer x; 0 <= x ==> x >> 16 == x / 65536;
  axiom upper32: \forall integer x; 0 <= x ==> x >> 32 == x / 4294967296;
  axiom lower8: \forall integer x; 0 <= x ==> (x & 255) == x % 256;
  axiom lower16: \forall integer x; 0 <= x ==> (x & 65535) == x % 65536;
  axiom lower32: \forall integer x; 0 <= x ==> (x & 4294967295) == x % 4294967296;
  axiom left2: \forall integer x; 0 <= x ==> x << 2 == x * 4;
  axiom left8: \forall integer x; 0 <= x ==> x << 8 == x * 256;
  axiom left16: \forall integer x; 0 <= x ==> x << 16 == x * 65536;
  axiom join16: \forall integer x, y; 0 <= x && 0 <= y && ((x % 65536 == 0 && y < 65536) || (y % 65536 == 0 && x < 65536)) ==> (x | y) == x + y;
  axiom join8: \forall integer x, y; 0 <= x && 0 <= y && ((x % 256 == 0 && y < 256) || (y % 256 == 0 && x < 256)) ==> (x | y) == x + y;
  axiom fours: \forall integer x; 0 <= x ==> (x & ~3) == x - x % 4;
  axiom fours64: \forall integer x; 0 <= x < 18446744073709551616 ==> (x & 18446744073709551612) == x - x % 4;
  axiom complement16: \forall integer x; 0 <= x < 65536 ==> (uint16_t)~x == 65535 - x;
#ifndef OCTETS
  // of octets
  axiom none: \forall integer x; 0 <= x ==> (0 & x) == 0;
  axiom joined: \forall integer x, y; 0 <= x < 256 && 0 <= y < 256 ==> 0 <= (x | y) < 256;
#endif
} */
