// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.yaml;

/** A place in the document; lines and columns count from 1, 0 means unknown. */
public record Place(int line, int column) {}
