namespace MiniGrad.Optimizers;

// All parameters of a small captured step updated by one call.
public abstract partial class Optimizer<T>
{
    /// <summary>Whether all that <see cref="Update"/> does is to run a rule for single elements, with settings that depend on the step and
    /// on nothing else of the parameter: then one call can update all parameters of a captured step.</summary>
    internal virtual bool UpdatesTogether => false;

    /// <summary><see cref="Step()"/> of a rule that <see cref="UpdatesTogether"/>, after a captured step whose gradients are finite.
    /// Returns false, and has done nothing, where some setting asks for the long way.</summary>
    [MethodImpl(AggressiveOptimization)]
    internal bool TryStep(ReadOnlySpan<UpdateEntry<T>> entries)
    {
        if (hasGroups || Clipping is not null || IsAccumulating) return false;
        CheckMayUpdate();
        double step = steps[entries[0].Index];
        foreach (ref readonly UpdateEntry<T> entry in entries)
            if (steps[entry.Index] != step) return false;
        ApplySchedule();
        step++;
        foreach (ref readonly UpdateEntry<T> entry in entries)
        {
            steps[entry.Index] = step;
            parameters[entry.Index].Changes!.Increment();
        }
        int first = entries[0].Index;
        Update(new ParameterUpdate<T>(
            this, first, parameters[first], step, learningRate, weightDecay, scale: 1, double.PositiveInfinity, entries));
        EndStep();
        return true;
    }
}
