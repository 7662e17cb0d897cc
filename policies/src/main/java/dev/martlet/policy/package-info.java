// SPDX-License-Identifier: Apache-2.0
/** The policies that come with Martlet, one package per family. */
@NullMarked
package dev.martlet.policy;

import org.jspecify.annotations.NullMarked;
