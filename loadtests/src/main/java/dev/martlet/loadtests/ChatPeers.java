// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Who takes part in {@code bench chat}, in the order of the tables' rows. */
final class ChatPeers {

    /** Martlet as a plain HTTP proxy of the same requests: what the others are compared with. */
    static final String REFERENCE = "martlet-plain";

    private static final Peer LITELLM =
            new ConfiguredPeer(
                    "litellm",
                    ".yaml",
                    List.of(
                            "litellm",
                            "--config",
                            "@CONFIG@",
                            "--host",
                            "127.0.0.1",
                            "--port",
                            "@PORT@",
                            "--num_workers",
                            Integer.toString(Runtime.getRuntime().availableProcessors()),
                            "--telemetry",
                            "False"),
                    // Otherwise it fetches its table of prices when it starts.
                    Map.of("LITELLM_LOCAL_MODEL_COST_MAP", "True", "LITELLM_LOG", "ERROR"),
                    "pip install 'litellm[proxy]', and its bin folder in PATH");

    private static final Peer PORTKEY =
            new ConfiguredPeer(
                    "portkey",
                    ".headers",
                    List.of("gateway", "--port=@PORT@", "--headless"),
                    Map.of("NODE_ENV", "production"),
                    "npm install @portkey-ai/gateway, and node_modules/.bin in PATH");

    private static final Peer BIFROST =
            new ConfiguredPeer(
                    "bifrost",
                    ".json",
                    List.of(
                            "bifrost-http",
                            "-app-dir",
                            "@FOLDER@",
                            "-host",
                            "127.0.0.1",
                            "-port",
                            "@PORT@",
                            "-log-level",
                            "error"),
                    Map.of(),
                    "go install github.com/maximhq/bifrost/transports/bifrost-http@latest");

    private ChatPeers() {}

    /**
     * @param martlets with their flags and configurations
     * @param only names; none: all
     */
    static List<ChatPeer> of(Path peersFolder, List<MartletPeer> martlets, Set<String> only) {
        List<ChatPeer> peers = new ArrayList<>();
        peers.add(new ChatPeer(ConfiguredPeer.NGINX, "", ChatPeer.plain()));
        MartletPeer first = martlets.getFirst();
        var plain = Optional.of(peersFolder.resolve("martlet/chat-plain.yaml"));
        peers.add(
                new ChatPeer(
                        new MartletPeer(REFERENCE, first.root(), first.jvmFlags(), plain),
                        "",
                        ChatPeer.plain()));
        for (MartletPeer martlet : martlets) {
            peers.add(new ChatPeer(martlet, "", ChatPeer.withAnthropic("/v1/messages")));
        }
        peers.add(new ChatPeer(LITELLM, "", ChatPeer.withAnthropic("/v1/messages")));
        // Its /v1/messages goes to providers of that dialect only.
        peers.add(new ChatPeer(PORTKEY, "", ChatPeer.withoutAnthropic()));
        peers.add(
                new ChatPeer(BIFROST, "openai/", ChatPeer.withAnthropic("/anthropic/v1/messages")));
        Set<String> chosen =
                Set.copyOf(
                        Catalogue.only(peers.stream().map(ChatPeer::peer).toList(), only).stream()
                                .map(Peer::name)
                                .toList());
        return peers.stream().filter(one -> chosen.contains(one.peer().name())).toList();
    }
}
