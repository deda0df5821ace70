namespace MiniGrad.Benchmarks.Startup;

/// <summary>What passed since a program was started, in milliseconds.</summary>
/// <param name="First">Until its first step ended.</param>
/// <param name="Hundredth">Until its hundredth did.</param>
/// <param name="End">Until the process had ended.</param>
/// <param name="Loss">Of the hundredth step.</param>
internal readonly record struct StartupTimes(double First, double Hundredth, double End, double Loss);
