namespace MiniGrad.Training;

/// <summary>Compares the layers of a <see cref="GradientFlow"/> with each other and with limits.</summary>
internal sealed class FlowCheck(IReadOnlyList<LayerFlow> layers, double loss, GradientFlowLimits limits)
{
    private readonly List<GradientFlowFinding> findings = [];

    public IReadOnlyList<GradientFlowFinding> Run()
    {
        // Where numbers are not finite, whatever else there is to say follows from that.
        if (FiniteCheck.FirstNotFinite(layers, loss) is { } notFinite) return [notFinite];
        FindDeadUnits();
        FindZeroGradient();

        // Layers of one kind are compared: those that have something to learn.
        LayerFlow[] learning = [.. layers.Where(layer => layer.Weights is not null)];
        CompareAlong(learning, layer => layer.Activations.RootMeanSquare, FlowDirection.Forward);
        CompareAlong([.. learning.Reverse()], layer => layer.ActivationGradients?.RootMeanSquare ?? 0, FlowDirection.Backward);
        FindSaturation();
        FindUpdates();
        return findings;
    }

    /// <summary>Compares each layer with those that its signal has passed before: the largest of them, and the smallest.</summary>
    private void CompareAlong(LayerFlow[] path, Func<LayerFlow, double> signal, FlowDirection direction)
    {
        List<FlowChange> vanished = [], exploded = [];
        LayerFlow? largest = null, smallest = null;
        foreach (LayerFlow layer in path)
        {
            // What is exactly 0 has been cut off rather than vanished; the check of dead units and of zero gradients speaks of it.
            double size = signal(layer);
            if (size == 0) continue;
            if (largest is not null && size < limits.VanishingRatio * signal(largest))
                vanished.Add(new(layer, size, largest, signal(largest)));
            if (smallest is not null && size > limits.ExplodingRatio * signal(smallest))
                exploded.Add(new(layer, size, smallest, signal(smallest)));
            if (largest is null || size > signal(largest)) largest = layer;
            if (smallest is null || size < signal(smallest)) smallest = layer;
        }
        if (exploded.Count > 0) findings.Add(FlowWords.Exploded(exploded.MaxBy(change => change.Orders)!, exploded.Count, direction));
        if (vanished.Count > 0) findings.Add(FlowWords.Vanished(vanished.MaxBy(change => change.Orders)!, vanished.Count, direction));
    }

    private void FindDeadUnits()
    {
        bool wasDead = false;
        foreach (LayerFlow layer in layers)
        {
            // Behind dead units, with dropout between or not, others may be 0 for no fault of their own.
            if (layer.DeadUnitCount is null) continue;
            bool isDead = HasDeadUnits(layer);
            if (isDead && !wasDead) findings.Add(FlowWords.Dead(layer));
            wasDead = isDead;
        }
    }

    private bool HasDeadUnits(LayerFlow layer)
    {
        if (layer.UnitCount == 0 || layer.Activations.Count / layer.UnitCount < limits.DeadSampleCount) return false;

        // A layer whose parameters get a gradient can still learn, such as a last layer that starts at 0.
        return Math.Min(layer.DeadShare!.Value, layer.Gradients?.ZeroShare ?? 1) > limits.DeadShare;
    }

    private void FindZeroGradient()
    {
        LayerFlow[] idle = [.. layers.Where(layer => IsIdle(layer) && layer.Call == 1)];
        if (idle.Length == 0) return;
        LayerFlow? barrier = layers.FirstOrDefault(
            layer => layer.DeadShare == 1 && layers.TakeWhile(other => other != layer).Contains(idle[0]));
        findings.Add(FlowWords.Idle(idle[0], idle.Length, barrier));
    }

    private static bool IsIdle(LayerFlow layer) => layer.Gradients is { Count: > 0 } gradients && gradients.ZeroCount == gradients.Count;

    private void FindSaturation()
    {
        LayerFlow[] saturated = [.. layers.Where(layer => layer.SaturatedShare > limits.SaturatedShare)];
        if (saturated.Length > 0) findings.Add(FlowWords.Saturated(saturated.MaxBy(layer => layer.SaturatedShare)!, saturated.Length));
    }

    private void FindUpdates()
    {
        LayerFlow[] updated = [.. layers.Where(layer => layer.UpdateRatio is not null && layer.Call == 1)];
        if (updated.Length == 0) return;
        LayerFlow largest = updated.MaxBy(layer => layer.UpdateRatio)!;
        if (largest.UpdateRatio > limits.LargestUpdateRatio)
            findings.Add(FlowWords.LargeUpdate(largest, updated.Count(layer => layer.UpdateRatio > limits.LargestUpdateRatio)));

        // Where some layers change and others do not, gradients vanish, which was said; only if none changes the steps are too small.
        if (largest.UpdateRatio < limits.SmallestUpdateRatio && !updated.All(IsIdle)) findings.Add(FlowWords.SmallUpdate(largest));
    }
}
