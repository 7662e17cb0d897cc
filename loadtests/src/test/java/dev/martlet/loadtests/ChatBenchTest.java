// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The harness of chats with real processes, and the upstream once more in a gateway's place. */
class ChatBenchTest {

    private static final Path PEERS = Path.of("peers").toAbsolutePath();
    private static final Duration SECOND = Duration.ofSeconds(1);

    @TempDir Path work;
    private final List<String> leftOut = new ArrayList<>();

    @Test
    void wholeChatsArePostedToEachGateway() throws Exception {
        List<ChatCaseResult> results = run(Scenario.CHAT, ChatCase.OPENAI, ChatCase.ANTHROPIC);

        assertThat(results).hasSize(2);
        assertThat(results.getFirst().result().peers()).containsExactly("direct", "proxy");
        assertThat(results.getLast().result().peers()).containsExactly("direct");
        assertThat(leftOut)
                .containsExactly("proxy: it does not take: Anthropic in, OpenAI out, whole");
        assertThat(results.getFirst().result().measurements())
                .allSatisfy(one -> {
                    assertThat(one.load().requests()).isPositive();
                    assertThat(one.load().failed()).isZero();
                });
    }

    @Test
    void everyEventOfEveryStreamIsChecked() throws Exception {
        List<ChatCaseResult> results = run(Scenario.CHAT_STREAMS, ChatCase.UNPACED);

        assertThat(results.getFirst().result().measurements())
                .extracting(Measurement::peer)
                .containsExactly("direct", "proxy");
        assertThat(results.getFirst().result().measurements())
                .allSatisfy(one -> {
                    assertThat(one.load().requests()).isPositive();
                    assertThat(one.load().failed()).isZero();
                    assertThat(one.load().more("events"))
                            .isEqualTo(one.load().requests() * StreamServer.EVENTS);
                });
        var report = new ChatReport(Map.of("commit", "abc"), List.of(), "any", leftOut, results);
        report.write(work);
        assertThat(Files.readString(work.resolve("results.md")))
                .contains("- commit: abc", "| proxy |", "streams of 64 events, without a pace");
        assertThat(Files.readString(work.resolve("results.json"))).contains("\"UNPACED\"");
    }

    @Test
    void aMistypedNameIsTold() {
        assertThatThrownBy(() -> ChatCase.of("opnai"))
                .hasMessageContaining("--cases: opnai (expected: any of [openai, anthropic");
        var martlet = new MartletPeer("martlet", work, List.of(), Optional.empty());
        assertThatThrownBy(() -> ChatPeers.of(PEERS, List.of(martlet), Set.of("litelm")))
                .hasMessageContaining("--only: litelm");
    }

    @Test
    void aGatewayThatIsNotInstalledIsNamedWithTheWayToGetIt() throws Exception {
        var absent =
                new ConfiguredPeer(
                        "nginx", ".conf", List.of("no-such-gateway"), Map.of(), "get it there");
        var peer = new ChatPeer(absent, "", ChatPeer.plain());
        try (Lab lab = Lab.open(Scenario.CHAT, PEERS, work)) {
            bench(lab).run(List.of(peer), List.of());
        }

        assertThat(leftOut)
                .containsExactly("nginx: not installed (to compare with it: get it there)");
    }

    private List<ChatCaseResult> run(Scenario scenario, ChatCase... cases) throws Exception {
        var proxy =
                new ChatPeer(
                        new Answering("proxy", work),
                        "",
                        Map.of(
                                ChatCase.OPENAI, "/v1/chat/completions",
                                ChatCase.UNPACED, "/v1/chat/completions"));
        try (Lab lab = Lab.open(scenario, PEERS, work)) {
            return bench(lab).run(List.of(proxy), List.of(cases));
        }
    }

    private ChatBench bench(Lab lab) {
        var plan = new ChatBench.Plan(1, List.of(4), List.of(4), SECOND, SECOND);
        return new ChatBench(lab, plan, new PrintWriter(Writer.nullWriter()), leftOut);
    }

    /** Answers as the upstream does. */
    private record Answering(String name, Path work) implements Peer {

        @Override
        public Optional<String> missing(Site site) {
            return Optional.empty();
        }

        @Override
        public boolean compilesWhileRunning() {
            return false;
        }

        @Override
        public RunningPeer start(Site site) throws IOException {
            RunningPeer running =
                    new Upstream(PEERS, work, site.children(), Optional.empty())
                            .start(Scenario.CHAT_STREAMS);
            return new RunningPeer(name, running.port(), running.process());
        }
    }
}
