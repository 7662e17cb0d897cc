// SPDX-License-Identifier: Apache-2.0
/** A running gateway: what is composed at the start, replaced at a reload and taken down at the end. */
@NullMarked
package dev.martlet.server.run;

import org.jspecify.annotations.NullMarked;
