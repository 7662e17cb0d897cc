// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A gateway, and how chats are asked of it.
 *
 * @param peer starts it
 * @param modelPrefix what it wants before a model's name
 * @param paths where it takes each case; a case that is not there is not one it can do
 */
record ChatPeer(Peer peer, String modelPrefix, Map<ChatCase, String> paths) {

    /** A part of the upstream's whole answer, and of the last event of its streams. */
    private static final String IN_ANSWER = "a martlet never lands";

    private static final String IN_STREAM = "\"" + (StreamServer.EVENTS - 1) + "@";

    private static final List<String> HEADERS =
            List.of("Content-Type: application/json", "Authorization: Bearer bench");

    /** The upstream itself, or a proxy that does not look into what it passes on. */
    static Map<ChatCase, String> plain() {
        return withAnthropic("/v1/chat/completions");
    }

    static Map<ChatCase, String> withAnthropic(String path) {
        return Map.of(
                ChatCase.OPENAI, "/v1/chat/completions",
                ChatCase.ANTHROPIC, path,
                ChatCase.PACED, "/v1/chat/completions",
                ChatCase.UNPACED, "/v1/chat/completions");
    }

    static Map<ChatCase, String> withoutAnthropic() {
        return Map.of(
                ChatCase.OPENAI, "/v1/chat/completions",
                ChatCase.PACED, "/v1/chat/completions",
                ChatCase.UNPACED, "/v1/chat/completions");
    }

    /** Whether it passes on OpenAI's dialect without looking into it. */
    boolean isPlain() {
        return paths.equals(plain());
    }

    /** The request of a case, its body written to the run's folder; none if it cannot do it. */
    Optional<Ask> ask(ChatCase which, Site site) throws IOException {
        String path = paths.get(which);
        if (path == null) {
            return Optional.empty();
        }
        List<String> headers = new ArrayList<>(HEADERS);
        headers.addAll(ownHeaders(site));
        return Optional.of(ask(which, isPlain(), path, site, headers));
    }

    private Ask ask(ChatCase which, boolean plain, String path, Site site, List<String> headers)
            throws IOException {
        ChatCase asked = plain ? which.plain() : which;
        String model = modelPrefix + asked.model();
        Path body =
                new Template(site.peers().resolve("requests/" + asked.request() + ".json"))
                        .write(
                                site.work().resolve(peer.name() + "-" + which.option() + ".json"),
                                Map.of("MODEL", model));
        String expected = asked.streamed() ? IN_STREAM : IN_ANSWER;
        return new Ask(path, Optional.of(body), headers, expected, asked.events());
    }

    /** Portkey takes its configuration from each request. */
    private List<String> ownHeaders(Site site) throws IOException {
        Path template = site.peers().resolve(peer.name()).resolve("chat.headers");
        if (!Files.exists(template)) {
            return List.of();
        }
        return new Template(template)
                .fill(site.values(0, 0))
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList();
    }
}
