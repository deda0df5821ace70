using System.Diagnostics;
using MiniGrad.Training;

namespace MiniGrad.Cli;

/// <summary>The figures of the epoch that is going on, as far as this process has seen it.</summary>
internal sealed class RunningEpoch : TrainingCallback
{
    private readonly Stopwatch watch = Stopwatch.StartNew();
    private double lossSum;

    /// <summary>The number of the epoch, from 1; 0 before the first step.</summary>
    public int Epoch { get; private set; }

    /// <summary>The number of samples so far; 0 once it is over.</summary>
    public int Samples { get; private set; }

    /// <summary>Their mean loss, each before its update.</summary>
    public double Loss => lossSum / Samples;

    /// <summary>The time since it began.</summary>
    public TimeSpan Elapsed => watch.Elapsed;

    public double SamplesPerSecond => Samples / Elapsed.TotalSeconds;

    public override void OnStep(in StepResult result)
    {
        Epoch = result.Epoch;
        Samples += result.SampleCount;
        lossSum += result.Loss * result.SampleCount;
    }

    public override void OnEpoch(EpochResult result) => Begin();

    /// <summary>Begins another.</summary>
    public void Begin()
    {
        Samples = 0;
        lossSum = 0;
        watch.Restart();
    }
}
