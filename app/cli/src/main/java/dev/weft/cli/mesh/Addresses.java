package dev.weft.cli.mesh;

/// The three loopback addresses of one member. All of 127.0.0.0/8 is local on Linux, so no root is
/// needed and every member can have the usual ports.
///
/// @param block the second byte, the same for all members of a mesh (66 as a rule)
/// @param number counts members from 1; it takes the third byte, and goes on in the second one when
///   that is full
public record Addresses(int block, int number) {
  /// The third byte of an address holds this many members.
  static final int PER_BLOCK = 250;

  /// Blocks stay below the end of 127.0.0.0/8.
  public static final int LIMIT = PER_BLOCK * 20;

  public Addresses {
    if (block < 1 || number < 1 || number > LIMIT || block + (number - 1) / PER_BLOCK > 255) {
      throw new IllegalArgumentException("no addresses for member " + number + " of " + block);
    }
  }

  /// Where other members reach it: its proxy listens there.
  public String workload() {
    return address(1);
  }

  /// Where the application listens, reached by its own proxy alone.
  public String app() {
    return address(2);
  }

  /// Where its proxy takes what the application sends.
  public String outbound() {
    return address(3);
  }

  private String address(int last) {
    int index = number - 1;
    return "127." + (block + index / PER_BLOCK) + "." + (index % PER_BLOCK + 1) + "." + last;
  }
}
