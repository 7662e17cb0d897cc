// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.usage;

import dev.martlet.core.state.UsageStore.Row;
import dev.martlet.core.state.UsageStore.Slot;
import dev.martlet.core.state.UsageStore.Sums;
import dev.martlet.server.usage.UsageQuestion.By;
import java.math.BigDecimal;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Answers questions about the ledger. */
public final class UsageReport {
    /** The parameters of a question. */
    public static final Set<String> PARAMETERS =
            Set.of("tenant", "key", "model", "from", "to", "by", "time-zone");

    /** More lines are of use to nobody, and would be a lot of memory. */
    private static final int MAX_LINES = 100_000;

    private static final List<String> NUMBERS =
            List.of(
                    "requests",
                    "errors",
                    "input_tokens",
                    "cached_tokens",
                    "output_tokens",
                    "reasoning_tokens",
                    "cost_usd",
                    "estimated");

    private final Ledger ledger;
    private final InstantSource clock;

    /**
     * Reports.
     *
     * @param ledger of what
     * @param clock what "until now" means
     */
    public UsageReport(Ledger ledger, InstantSource clock) {
        this.ledger = ledger;
        this.clock = clock;
    }

    /** What the lines are about, and the lines: one value for each {@code by}, and the sums. */
    private record Answer(UsageQuestion question, Map<List<String>, Sums> lines) {}

    private Answer answer(Map<String, String> parameters) {
        UsageQuestion question = UsageQuestion.of(parameters, clock.instant());
        Map<List<String>, Sums> lines = new TreeMap<>(UsageReport::compare);
        for (Row row : ledger.read(question.query())) {
            Slot slot = row.slot();
            if (question.key() == null || question.key().equals(slot.key())) {
                List<String> line =
                        question.by().stream().map(by -> value(by, slot, question)).toList();
                lines.merge(line, row.sums(), Sums::plus);
                if (lines.size() > MAX_LINES) {
                    throw new IllegalArgumentException(
                            "by: more than "
                                    + MAX_LINES
                                    + " lines (expected: a shorter time, or one tenant at a time)");
                }
            }
        }
        return new Answer(question, lines);
    }

    private static int compare(List<String> one, List<String> other) {
        for (int i = 0; i < one.size(); i++) {
            int order = one.get(i).compareTo(other.get(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private static String value(By by, Slot slot, UsageQuestion question) {
        return switch (by) {
            case HOUR ->
                    DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
                            slot.hour().atZone(question.zone()));
            case DAY -> slot.hour().atZone(question.zone()).toLocalDate().toString();
            case MODEL -> slot.model();
            case KEY -> slot.key();
            case TENANT -> slot.tenant();
        };
    }

    /**
     * As what a JSON library takes.
     *
     * @param parameters see {@link #PARAMETERS}
     * @return the lines and their sum
     * @throws IllegalArgumentException if a parameter makes no sense
     * @throws dev.martlet.core.state.StateException if the store does not answer
     */
    public Map<String, Object> json(Map<String, String> parameters) {
        Answer answer = answer(parameters);
        UsageQuestion question = answer.question();
        List<Object> rows = new ArrayList<>();
        Sums total = Sums.ZERO;
        for (Map.Entry<List<String>, Sums> line : answer.lines().entrySet()) {
            Map<String, Object> row = new LinkedHashMap<>();
            for (int i = 0; i < question.by().size(); i++) {
                row.put(question.by().get(i).word(), line.getKey().get(i));
            }
            row.putAll(numbers(line.getValue()));
            rows.add(row);
            total = total.plus(line.getValue());
        }
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("from", question.from().toString());
        out.put("to", question.to().toString());
        out.put("time_zone", question.zone().getId().equals("Z") ? "UTC" : question.zone().getId());
        out.put("by", question.by().stream().map(By::word).toList());
        out.put("rows", rows);
        out.put("total", numbers(total));
        return out;
    }

    private static Map<String, Object> numbers(Sums sums) {
        Map<String, Object> out = new LinkedHashMap<>();
        List<Object> values = values(sums);
        for (int i = 0; i < NUMBERS.size(); i++) {
            out.put(NUMBERS.get(i), values.get(i));
        }
        return out;
    }

    private static List<Object> values(Sums sums) {
        return List.of(
                sums.requests(),
                sums.errors(),
                sums.inputTokens(),
                sums.cachedTokens(),
                sums.outputTokens(),
                sums.reasoningTokens(),
                BigDecimal.valueOf(sums.nanoUsd(), 9),
                sums.estimated());
    }

    /**
     * As CSV (RFC 4180), with a header line.
     *
     * @param parameters see {@link #PARAMETERS}
     * @return the lines
     * @throws IllegalArgumentException if a parameter makes no sense
     * @throws dev.martlet.core.state.StateException if the store does not answer
     */
    public String csv(Map<String, String> parameters) {
        Answer answer = answer(parameters);
        var out = new StringBuilder();
        out.append(
                Stream.concat(answer.question().by().stream().map(By::word), NUMBERS.stream())
                        .collect(Collectors.joining(",")));
        out.append("\r\n");
        answer.lines()
                .forEach((names, sums) -> {
                    Stream<String> numbers =
                            values(sums).stream()
                                    .map(value ->
                                            value instanceof BigDecimal cost
                                                    ? cost.toPlainString()
                                                    : value.toString());
                    out.append(
                            Stream.concat(names.stream().map(UsageReport::cell), numbers)
                                    .collect(Collectors.joining(",")));
                    out.append("\r\n");
                });
        return out.toString();
    }

    /** Names may come from tokens of others: a spreadsheet must not take one for a formula. */
    private static String cell(String text) {
        String safe = text.matches("(?s)[=+\\-@\\t\\r].*") ? "'" + text : text;
        return safe.matches("[^\",\\r\\n]*") ? safe : '"' + safe.replace("\"", "\"\"") + '"';
    }
}
