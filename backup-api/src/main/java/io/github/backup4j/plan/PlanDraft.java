package io.github.backup4j.plan;

import java.util.ArrayList;
import java.util.List;

/** What a plan in the making has collected: its steps, what stands in their way, and what is left as it is. */
final class PlanDraft {
    final List<Step> steps = new ArrayList<>();
    final List<Obstacle> obstacles = new ArrayList<>();
    final List<Remark> foreign = new ArrayList<>();
    final List<Remark> settling = new ArrayList<>();
    final List<Remark> gone = new ArrayList<>();
}
