// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream;

import java.util.Arrays;
import java.util.List;

/**
 * A ring of hashes for consistent hashing (Karger et al., 1997). Each endpoint has many places on
 * it in proportion to its weight, found from its own id alone: when one leaves, only the keys that
 * were its own move, and they spread over all others.
 */
final class HashRing {
    private static final int PLACES_PER_WEIGHT = 160;
    private static final int FEWEST_PLACES = 16;
    private static final long MOST_PLACES = 1 << 17;

    /** The lowest bits of an entry name its owner, the others are its place on the ring. */
    private static final long OWNER = (1L << 20) - 1;

    private final long[] entries;

    /** A ring over endpoints; those with weight 0 have no place on it. */
    HashRing(List<ServiceEndpoint> endpoints) {
        long total = endpoints.stream().mapToLong(each -> places(each.weight(), 0)).sum();
        int shift = 0;
        while (total >> shift > MOST_PLACES) {
            // By powers of two, so that an endpoint more or less hardly ever changes the others'.
            shift++;
        }
        long[] found = new long[64];
        int count = 0;
        for (int owner = 0; owner < endpoints.size(); owner++) {
            ServiceEndpoint endpoint = endpoints.get(owner);
            long seed = hash(endpoint.id());
            for (long place = 0; place < places(endpoint.weight(), shift); place++) {
                if (count == found.length) {
                    found = Arrays.copyOf(found, count * 2);
                }
                found[count++] = (mix(seed + place * 0x9E3779B97F4A7C15L) & ~OWNER) | owner;
            }
        }
        entries = Arrays.copyOf(found, count);
        Arrays.sort(entries);
    }

    private static long places(int weight, int shift) {
        return weight == 0
                ? 0
                : Math.max(FEWEST_PLACES, ((long) weight * PLACES_PER_WEIGHT) >> shift);
    }

    int size() {
        return entries.length;
    }

    /** The first place at or after a hash. */
    int seek(long hash) {
        int found = Arrays.binarySearch(entries, hash & ~OWNER);
        int place = found >= 0 ? found : -found - 1;
        return place == entries.length ? 0 : place;
    }

    /** Index of the endpoint that owns the place some steps further on. */
    int owner(int place, int steps) {
        return (int) (entries[(place + steps) % entries.length] & OWNER);
    }

    /** 64 bits that are the same in every gateway: FNV-1a, and a finaliser as in MurmurHash3. */
    static long hash(String text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return mix(hash);
    }

    private static long mix(long bits) {
        long mixed = (bits ^ (bits >>> 33)) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ (mixed >>> 33);
    }
}
