// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream;

import java.util.function.LongSupplier;

/** Bounded numbers from an injected source of random bits; allocates nothing. */
final class Chance {
    private final LongSupplier bits;

    /** The source gives 64 evenly distributed bits a call, from any thread. */
    Chance(LongSupplier bits) {
        this.bits = bits;
    }

    /** A number from 0 to less than the bound. */
    int below(int bound) {
        return (int) Math.unsignedMultiplyHigh(bits.getAsLong(), bound);
    }

    /** A number from 0 to the bound, which is included. */
    long upTo(long bound) {
        return Math.unsignedMultiplyHigh(bits.getAsLong(), bound + 1);
    }
}
