// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench chat}: chat completions, Martlet beside its peers and its own plain proxying. */
@Command(
        name = "chat",
        description = "Chat completions through each AI gateway, whole and streamed.")
final class ChatCommand implements Callable<Integer> {

    @Mixin private CommonOptions common;
    @Spec private CommandSpec spec;

    @Option(
            names = "--rounds",
            defaultValue = "3",
            description = "measurements of each gateway (default: ${DEFAULT-VALUE})")
    private int rounds;

    @Option(
            names = "--cases",
            split = ",",
            defaultValue = "openai,anthropic,paced,unpaced",
            description = "what to measure (default: ${DEFAULT-VALUE})")
    private List<String> cases = List.of();

    @Option(
            names = "--connections",
            split = ",",
            defaultValue = "32",
            description =
                    "numbers of connections of whole chats and of streams without a pace (default: ${DEFAULT-VALUE})")
    private List<Integer> connections = List.of();

    @Option(
            names = "--streams",
            split = ",",
            defaultValue = "50,200",
            description = "numbers of paced streams at once (default: ${DEFAULT-VALUE})")
    private List<Integer> streams = List.of();

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "PEER",
            description =
                    "leave out all others: nginx, martlet-plain, martlet, litellm, portkey, bifrost")
    private Set<String> only = Set.of();

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter progress = spec.commandLine().getErr();
        Instant now = Instant.now();
        Path out = common.out(Scenario.CHAT.name(), now.toEpochMilli());
        var plan =
                new ChatBench.Plan(rounds, connections, streams, common.seconds(), common.warmup());
        List<ChatCase> chosen = cases.stream().map(ChatCase::of).toList();
        List<ChatPeer> peers = ChatPeers.of(common.peersFolder(), martlets(), only);
        List<String> leftOut = new ArrayList<>();
        List<ChatCaseResult> results = new ArrayList<>();
        String generator = "";
        for (boolean streamed : List.of(false, true)) {
            List<ChatCase> suited =
                    chosen.stream().filter(one -> one.streamed() == streamed).toList();
            if (suited.isEmpty()) {
                continue;
            }
            Scenario scenario = streamed ? Scenario.CHAT_STREAMS : Scenario.CHAT;
            Path work = out.resolve(streamed ? "streams" : "whole");
            try (Lab lab = Lab.open(scenario, common.peersFolder(), work)) {
                generator = lab.generator().name();
                results.addAll(new ChatBench(lab, plan, progress, leftOut).run(peers, suited));
            }
        }
        return report(out, now, generator, leftOut, results);
    }

    private int report(
            Path out,
            Instant now,
            String generator,
            List<String> leftOut,
            List<ChatCaseResult> results)
            throws IOException {
        var report =
                new ChatReport(
                        Stamp.take(common.root(), now),
                        List.copyOf(spec.commandLine().getParseResult().originalArgs()),
                        generator,
                        leftOut.stream().distinct().toList(),
                        results);
        report.write(out);
        spec.commandLine().getOut().println(report.markdown());
        spec.commandLine().getErr().printf("%nResults and logs: %s%n", out);
        return report.martletFailed() ? 1 : 0;
    }

    private List<MartletPeer> martlets() {
        return common.peers().stream()
                .filter(MartletPeer.class::isInstance)
                .map(MartletPeer.class::cast)
                .toList();
    }
}
