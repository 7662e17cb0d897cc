// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests;

import java.util.ArrayList;
import java.util.List;

/** A table in Markdown: the first column to the left, figures to the right. */
final class MarkdownTable {

    private final int columns;
    private final List<String> lines = new ArrayList<>();

    MarkdownTable(String... headings) {
        columns = headings.length;
        lines.add(line(headings));
        lines.add("|---|" + "--:|".repeat(columns - 1));
    }

    MarkdownTable row(String... cells) {
        if (cells.length != columns) {
            throw new IllegalArgumentException(
                    "cells: " + cells.length + " (expected: " + columns + ")");
        }
        lines.add(line(cells));
        return this;
    }

    private static String line(String... cells) {
        return "| " + String.join(" | ", cells).replace("\n", " ") + " |";
    }

    @Override
    public String toString() {
        return String.join("\n", lines) + "\n";
    }
}
