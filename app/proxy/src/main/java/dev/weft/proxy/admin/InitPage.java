package dev.weft.proxy.admin;

import io.envoyproxy.envoy.admin.v3.UnreadyTargetsDumps;

/// `/init_dump`: what is held back, and what it waits for.
final class InitPage {
  private InitPage() {}

  static Page of(View view) {
    UnreadyTargetsDumps.Builder dumps = UnreadyTargetsDumps.newBuilder();
    view.held()
        .forEach((resource, names) ->
            dumps.addUnreadyTargetsDumps(
                UnreadyTargetsDumps.UnreadyTargetsDump.newBuilder()
                    .setName(
                        resource.type().name().toLowerCase(java.util.Locale.ROOT)
                            + " "
                            + resource.name())
                    .addAllTargetNames(names)));
    return Page.json(Json.print(dumps.build()));
  }
}
