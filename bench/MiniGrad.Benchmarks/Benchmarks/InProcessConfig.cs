using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

namespace MiniGrad.Benchmarks.Benchmarks;

/// <summary>Benchmarks run in this process. A project that is generated and built for each of them would need its packages restored, and
/// would come under this repository's build settings, which are not meant for generated code.</summary>
internal sealed class InProcessConfig : ManualConfig
{
    public InProcessConfig()
    {
        Add(DefaultConfig.Instance);
        WithSummaryStyle(SummaryStyle.Default.WithMaxParameterColumnWidth(40));
        // A mutator changes every job, also one that the command line asks for.
        AddJob(Job.Default
            .WithToolchain(InProcessEmitToolchain.Instance)
            .WithIterationTime(TimeInterval.FromMilliseconds(100))
            .WithMaxIterationCount(30)
            .AsMutator());
    }
}
