// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.http;

import dev.martlet.core.config.Cidr;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * A set of IP addresses, made of blocks. The blocks are kept as sorted ranges that do not overlap,
 * one table for each version of IP, so that a look-up among 10,000 blocks is 14 comparisons and
 * allocates no more than the address's bytes. An IPv4-mapped IPv6 address ({@code ::ffff:10.0.0.1})
 * is taken as the IPv4 address that it stands for; an IPv6 block never holds an IPv4 address.
 */
public final class AddressSet {
    /** Holds no address. */
    public static final AddressSet NONE = new Builder().build();

    // IPv4 as unsigned values in longs; IPv6 as two longs each, to be compared unsigned.
    private final long[] v4First;
    private final long[] v4Last;
    private final long[] v6First;
    private final long[] v6Last;

    private AddressSet(Builder builder) {
        List<Range> v4 = merged(builder.v4);
        List<Range> v6 = merged(builder.v6);
        v4First = v4.stream().mapToLong(Range::firstLow).toArray();
        v4Last = v4.stream().mapToLong(Range::lastLow).toArray();
        v6First = new long[2 * v6.size()];
        v6Last = new long[2 * v6.size()];
        for (int i = 0; i < v6.size(); i++) {
            v6First[2 * i] = v6.get(i).firstHigh;
            v6First[2 * i + 1] = v6.get(i).firstLow;
            v6Last[2 * i] = v6.get(i).lastHigh;
            v6Last[2 * i + 1] = v6.get(i).lastLow;
        }
    }

    /**
     * Makes a set of the blocks of a configuration.
     *
     * @param blocks the blocks, in any order; they may overlap
     * @return the set
     */
    public static AddressSet of(Collection<Cidr> blocks) {
        Builder builder = new Builder();
        blocks.forEach(block -> builder.add(block.network(), block.prefix()));
        return builder.build();
    }

    /**
     * Starts a set.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Whether the set holds no address at all.
     *
     * @return true if no block was added
     */
    public boolean isEmpty() {
        return v4First.length == 0 && v6First.length == 0;
    }

    /**
     * Whether an address lies in one of the blocks.
     *
     * @param address the address
     * @return true if so
     */
    public boolean contains(InetAddress address) {
        if (isEmpty()) {
            return false;
        }
        byte[] bytes = address.getAddress();
        if (bytes.length == 4) {
            return containsV4(unsigned(bytes, 0, 4));
        }
        long high = unsigned(bytes, 0, 8);
        long low = unsigned(bytes, 8, 8);
        if (high == 0 && low >>> 32 == 0xffff) {
            return containsV4(low & 0xffff_ffffL);
        }
        return containsV6(high, low);
    }

    private boolean containsV4(long value) {
        int from = 0;
        int to = v4First.length - 1;
        while (from <= to) {
            int middle = (from + to) >>> 1;
            if (value < v4First[middle]) {
                to = middle - 1;
            } else if (value > v4Last[middle]) {
                from = middle + 1;
            } else {
                return true;
            }
        }
        return false;
    }

    private boolean containsV6(long high, long low) {
        int from = 0;
        int to = v6First.length / 2 - 1;
        while (from <= to) {
            int middle = (from + to) >>> 1;
            if (compare(high, low, v6First[2 * middle], v6First[2 * middle + 1]) < 0) {
                to = middle - 1;
            } else if (compare(high, low, v6Last[2 * middle], v6Last[2 * middle + 1]) > 0) {
                from = middle + 1;
            } else {
                return true;
            }
        }
        return false;
    }

    private static int compare(long high, long low, long otherHigh, long otherLow) {
        int order = Long.compareUnsigned(high, otherHigh);
        return order != 0 ? order : Long.compareUnsigned(low, otherLow);
    }

    private static long unsigned(byte[] bytes, int offset, int length) {
        long value = 0;
        for (int i = 0; i < length; i++) {
            value = (value << 8) | (bytes[offset + i] & 0xff);
        }
        return value;
    }

    /** Blocks are nested or apart, never partly overlapping: what starts inside can be dropped. */
    private static List<Range> merged(List<Range> ranges) {
        List<Range> sorted = new ArrayList<>(ranges);
        sorted.sort(
                Comparator.<Range>naturalOrder()
                        .thenComparing(
                                (a, b) -> compare(b.lastHigh, b.lastLow, a.lastHigh, a.lastLow)));
        List<Range> kept = new ArrayList<>(sorted.size());
        for (Range range : sorted) {
            if (kept.isEmpty() || !kept.getLast().holds(range)) {
                kept.add(range);
            }
        }
        return kept;
    }

    private record Range(long firstHigh, long firstLow, long lastHigh, long lastLow)
            implements Comparable<Range> {
        boolean holds(Range other) {
            return compareTo(other) <= 0
                    && compare(other.lastHigh, other.lastLow, lastHigh, lastLow) <= 0;
        }

        @Override
        public int compareTo(Range other) {
            return compare(firstHigh, firstLow, other.firstHigh, other.firstLow);
        }
    }

    /** Collects blocks. */
    public static final class Builder {
        private final List<Range> v4 = new ArrayList<>();
        private final List<Range> v6 = new ArrayList<>();

        private Builder() {}

        /**
         * Adds a block.
         *
         * @param network an address in the block; what is beyond the prefix does not matter
         * @param prefix the number of leading bits that count: 0 to 32, or 0 to 128 for IPv6
         * @return this
         */
        public Builder add(InetAddress network, int prefix) {
            byte[] bytes = network.getAddress();
            if (prefix < 0 || prefix > bytes.length * 8) {
                throw new IllegalArgumentException(
                        "prefix: " + prefix + " (expected: 0 to " + bytes.length * 8 + ")");
            }
            if (bytes.length == 4) {
                long mask = 0xffff_ffffL >>> prefix;
                long value = unsigned(bytes, 0, 4);
                v4.add(new Range(0, value & ~mask, 0, value | mask));
                return this;
            }
            long highMask = prefix >= 64 ? 0 : -1L >>> prefix;
            long lowMask = prefix <= 64 ? -1L : prefix == 128 ? 0 : -1L >>> (prefix - 64);
            long high = unsigned(bytes, 0, 8);
            long low = unsigned(bytes, 8, 8);
            v6.add(new Range(high & ~highMask, low & ~lowMask, high | highMask, low | lowMask));
            return this;
        }

        /**
         * Makes the set.
         *
         * @return the set
         */
        public AddressSet build() {
            return new AddressSet(this);
        }
    }
}
