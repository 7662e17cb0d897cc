// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core;

/** A target that Martlet answers by itself: a redirect, a fixed response. */
public non-sealed interface LocalTarget extends Target {}
