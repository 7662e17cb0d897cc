// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Who takes part: every peer that this machine has, in the order of the table's rows. */
final class Catalogue {

    private Catalogue() {}

    /**
     * @param root of this checkout
     * @param martletFlags JVM flags, one Martlet for each entry; none: one Martlet without extra
     *     flags
     * @param also checkouts of other Martlets by the names of their rows
     * @param config in place of the scenario's own configuration of Martlet
     */
    static List<Peer> peers(
            Path root, List<String> martletFlags, Map<String, Path> also, Optional<Path> config) {
        List<Peer> peers = new ArrayList<>();
        peers.add(ConfiguredPeer.NGINX);
        peers.add(ConfiguredPeer.HAPROXY);
        peers.add(new PlainHelidonPeer(root));
        List<String> flags = martletFlags.isEmpty() ? List.of("") : martletFlags;
        for (int i = 0; i < flags.size(); i++) {
            String name = i == 0 ? MartletPeer.NAME : MartletPeer.NAME + "-" + (i + 1);
            peers.add(new MartletPeer(name, root, words(flags.get(i)), config));
        }
        also.forEach((name, other) ->
                peers.add(
                        new MartletPeer(
                                name, other.toAbsolutePath(), words(flags.getFirst()), config)));
        return peers;
    }

    /** Those of these names; no names: all. */
    static List<Peer> only(List<Peer> peers, Set<String> names) {
        List<String> known = peers.stream().map(Peer::name).toList();
        for (String name : names) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException(
                        "--only: " + name + " (expected: any of " + known + ")");
            }
        }
        return names.isEmpty()
                ? peers
                : peers.stream().filter(peer -> names.contains(peer.name())).toList();
    }

    private static List<String> words(String flags) {
        return flags.isBlank() ? List.of() : List.of(flags.strip().split("\\s+", -1));
    }
}
