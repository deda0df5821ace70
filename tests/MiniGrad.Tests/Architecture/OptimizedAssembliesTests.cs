using System.Diagnostics;
using System.Reflection;
using MiniGrad.Estimators;
using MiniGrad.Training;
using MiniGrad.Visualization;
using Xunit;

namespace MiniGrad.Tests.Architecture;

/// <summary>Debug builds of a user's project must not run unoptimized kernels.</summary>
public class OptimizedAssembliesTests
{
    public static TheoryData<string> Projects => [.. SourceProject.All.Select(project => project.Name)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Every_project_is_optimized_in_the_Debug_configuration(string project)
    {
        ProcessStartInfo start = new("dotnet")
        {
            ArgumentList =
            {
                "msbuild", Path.Combine(Documentation.Repository.Root, "src", project, $"{project}.csproj"), "-p:Configuration=Debug",
                "-getProperty:Optimize",
            },
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        Assert.Equal("true", process.StandardOutput.ReadToEnd().Trim(), ignoreCase: true);
    }

    [Theory]
    [InlineData(typeof(Tensor<float>))]
    [InlineData(typeof(MiniGrad.Data.Table))]
    [InlineData(typeof(Trainer<float>))]
    [InlineData(typeof(MlpClassifier))]
    [InlineData(typeof(GraphPicture))]
    public void These_assemblies_are_optimized(Type type) =>
        Assert.False(type.Assembly.GetCustomAttribute<DebuggableAttribute>()?.IsJITOptimizerDisabled ?? false);
}
