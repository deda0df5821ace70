// Measures TorchSharp's training steps and one-row inference, a round at a time, on request. Usage: MiniGrad.TorchSharp THREADS
//
// Started by `peers` of bench/MiniGrad.Benchmarks. The first line of output says "ready" and the versions, or "missing" and why. Then every
// line of input is answered by one line:
//
//     STEPS ROWS LAYERS ACTIVATION BATCH OPTIMIZER          as in "300 2000 784,128,10 relu 64 adam"
//     MICROSECONDS_PER_STEP MICROSECONDS_PER_ROW
//
//     losses STEPS LAYERS ACTIVATION BATCH OPTIMIZER FILE   from the weights and with the batches in the file
//     LOSS ... OUTPUT ...                                   of each step, and with the weights that they left, for the row in the file
//
// Between lines it waits for input, and it ends with it.
using System.Globalization;
using MiniGrad.TorchSharp;
using static TorchSharp.torch;

int threads = int.Parse(args[0], CultureInfo.InvariantCulture);
try
{
    NativeLibraries.Load();
    set_num_threads(threads);
}
catch (Exception error) when (error is TypeInitializationException or NotSupportedException or DllNotFoundException
    or EntryPointNotFoundException or BadImageFormatException or IOException or InvalidDataException)
{
    // What the loader says comes last, after all that it has tried.
    string[] lines = error.GetBaseException().Message.Split(
        '\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    Console.WriteLine($"missing {lines.LastOrDefault() ?? error.GetType().Name}");
    return;
}
Version own = typeof(global::TorchSharp.torch).Assembly.GetName().Version!;
Console.WriteLine($"ready TorchSharp {own.ToString(3)} with libtorch {Version.Parse(__version__).ToString(3)}");

while (Console.ReadLine() is { } line)
{
    string[] words = line.Split(' ');
    if (words[0] == "losses")
    {
        Workload workload = Workload.Parse(words.AsSpan(2, 4));
        string file = string.Join(' ', words[6..]);
        Console.WriteLine(string.Join(' ', Measurement.Losses(workload, Number(words[1]), file)));
    }
    else
    {
        (double step, double row) = Measurement.Times(Workload.Parse(words.AsSpan(2, 4)), Number(words[0]), Number(words[1]));
        Console.WriteLine($"{step} {row}");
    }
}

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
