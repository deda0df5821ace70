// Learns to turn one sequence into another: sums into their results, dates in any way of writing into ISO 8601, words turned round or
// sorted, or pairs of one's own. An encoder reads, a decoder writes, and a beam search finds the likeliest target.
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using MiniGrad;
using MiniGrad.Data;
using MiniGrad.Decoding;
using MiniGrad.Losses;
using MiniGrad.Optimizers;
using MiniGrad.Schedules;
using MiniGrad.Serialization;
using MiniGrad.Training;
using MiniGrad.Visualization;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
Console.OutputEncoding = Encoding.UTF8;
Option<string> task = new("--task") { Description = "What to learn.", DefaultValueFactory = _ => "addition" };
task.AcceptOnlyFromAmong([.. Tasks.Names]);
Option<string?> data = new("--data") { Description = "A UTF-8 file of lines 'source TAB target', instead of a task. [default: none]" };
Option<bool> words = new("--words") { Description = "With --data: tokens are words, not characters." };
Option<int> digits = new("--digits") { Description = "The most digits of a number to add.", DefaultValueFactory = _ => 3 };
Option<int?> samples = new("--samples")
{
    Description = "How many pairs to draw; of sums a tenth is for the test, else there are up to 10,000 more. [default: by task]",
};
Option<int?> epochs = new("--epochs") { Description = "The most passes over them. [default: by task]" };
Option<double?> goal = new("--goal")
{
    Description = "The share to get right; training ends when the test pairs reach it. [default: 0.995 for dates, else 0.99]",
};
Option<int> units = new("--units") { Description = "The units of encoder and decoder.", DefaultValueFactory = _ => 128 };
Option<int?> batch = new("--batch") { Description = "The pairs of a step. [default: 128; 32 below 10,000 pairs]" };
Option<double> rate = new("--rate") { Description = "The learning rate at its highest.", DefaultValueFactory = _ => 4e-3 };
Option<bool> plain = new("--no-attention") { Description = "The decoder sees the encoder's last state only." };
Option<bool> reverse = new("--reverse") { Description = "Sources are read from their ends." };
Option<double> guessed = new("--sampling")
{
    Description = "Scheduled sampling: the share of the decoder's inputs in the last epoch that are its own guesses, rising from 0.",
};
Option<int> seed = new("--seed") { Description = "Decides weights, data and their order.", DefaultValueFactory = _ => 1 };
Option<string> folder = new("--out") { Description = "The folder of model and report.", DefaultValueFactory = _ => "translator" };
Option<bool> resume = new("--resume") { Description = "Goes on from the last checkpoint in the folder; with the same options." };
Option<bool> ask = new("--ask") { Description = "Answers what is typed, with the model in the folder." };
Option<bool> onnx = new("--onnx") { Description = "Writes the model in the folder as encoder.onnx and step.onnx, for any runtime." };
Option<int> width = new("--beam") { Description = "The width of the beam for what is asked.", DefaultValueFactory = _ => 5 };
RootCommand command = new("Learns to turn one sequence into another. Exit code: 0 if the goal is reached, 1 if not, 2 for bad input.")
{
    task, data, words, digits, samples, epochs, goal, units, batch, rate, plain, reverse, guessed, seed, folder, resume, ask, onnx, width,
};
// What decides the bits of a run.
Option[] deciding = [task, data, words, digits, samples, epochs, units, batch, rate, plain, reverse, guessed, seed];
command.SetAction((options, cancellation) => Task.Run(() =>
{
    try
    {
        if (Trouble(options) is { } trouble) throw new ArgumentException(trouble);
        return options.GetValue(ask) ? Ask(options) : options.GetValue(onnx) ? Write(options) : Learn(options, cancellation);
    }
    catch (OperationCanceledException)
    {
        Console.Error.WriteLine($"Stopped; the same command with --resume goes on from '{options.GetValue(folder)}'.");
        return 130;
    }
    catch (Exception error) when (error is FormatException or ArgumentException or InvalidOperationException or InvalidDataException
        or IOException or UnauthorizedAccessException)
    {
        Console.Error.WriteLine(Sentence(error));
        return 2;
    }
}));
return await command.Parse(args).InvokeAsync();

// A number out of its range, or an option without an effect.
string? Trouble(ParseResult options)
{
    (Option Option, double? Value, double Least, double Most)[] numbers =
    [
        (digits, options.GetValue(digits), 1, 18), (samples, options.GetValue(samples), 10, 100_000_000),
        (epochs, options.GetValue(epochs), 1, 100_000), (goal, options.GetValue(goal), 0, 1),
        (units, options.GetValue(units), 1, Coding.MostUnits), (batch, options.GetValue(batch), 1, 100_000),
        (rate, options.GetValue(rate), 1e-6, 1), (guessed, options.GetValue(guessed), 0, 1), (width, options.GetValue(width), 1, 1000),
    ];
    foreach ((Option option, double? value, double least, double most) in numbers)
        if (value is not null && !(value >= least && value <= most))
            return $"{option.Name}: expected a number from {least} to {most}, got {value}.";
    bool isFile = Given(data), isAsking = options.GetValue(ask), isWriting = options.GetValue(onnx);
    (string Where, Option[] Options)[] idle =
    [
        ("with --ask", isAsking ? [.. deciding, goal, resume, onnx] : []), ("with --onnx", isWriting ? [.. deciding, goal, resume] : []),
        ("without --ask", isAsking ? [] : [width]),
        ("with --data", isFile ? [task, digits, samples] : []), ("without --data", isFile ? [] : [words]),
        ("but for --task addition", options.GetValue(task) == "addition" ? [] : [digits]),
    ];
    foreach ((string where, Option[] all) in idle)
        if (Array.Find(all, Given) is { } option) return $"{option.Name} has no effect {where}.";
    return null;

    bool Given(Option option) => options.GetResult(option) is { Implicit: false };
}

int Learn(ParseResult options, CancellationToken cancellation)
{
    (int count, int passes, double target) = Tasks.Plan(
        options.GetValue(data) is null ? options.GetValue(task) : null, options.GetValue(digits));
    (passes, target) = (options.GetValue(epochs) ?? passes, options.GetValue(goal) ?? target);
    IEnumerable<string> given = deciding.Select(options.GetResult).OfType<OptionResult>().Where(result => !result.Implicit)
        .SelectMany(result => result.Tokens.Select(token => token.Value).Prepend(result.Option.Name));
    Course course = new(options.GetValue(folder)!, string.Join(' ', given));
    course.Open(options.GetValue(resume));
    XoshiroRandom random = new((ulong)options.GetValue(seed), stream: 1);
    (Pair[] training, Pair[] test) = options.GetValue(data) is { } path ? Tasks.Split(Tasks.Read(path), random) : Tasks.Draw(
        options.GetValue(task)!, options.GetValue(digits), options.GetValue(samples) ?? count, random);
    Coding coding = Coding.Of(
        training, options.GetValue(words), options.GetValue(reverse), options.GetValue(units), !options.GetValue(plain));
    Pair[] known = [.. test.Where(pair => coding.Source.CanEncode(pair.Source))];
    double shareKnown = (double)known.Length / test.Length;
    Translator model = coding.Create(options.GetValue(seed));
    var optimizer = new Adam<float>(model.Parameters) { Clipping = GradientClipping.ByGlobalNorm(1) };
    SequenceBatches batching = new(("source", "source lengths"), ("before", "target lengths"), ("after", "target lengths"));
    Trainer<float>? trainer = null;
    trainer = new Trainer<float>(model, optimizer, coding.Encode(training))
    {
        BatchSize = options.GetValue(batch) ?? (training.Length < 10_000 ? 32 : 128),
        Seed = (ulong)options.GetValue(seed),
        BatchLoss = pairs => Loss.CrossEntropy(
            model.Scores(pairs.LabelsOf("source"), pairs.LabelsOf("source lengths"), pairs.LabelsOf("before")), pairs.LabelsOf("after"),
            ignoredLabel: Vocabulary.Padding),
        Batching = (pairs, size, order, dropsLast) => Guessing(
            model, batching.Of(pairs, size, order, dropsLast), order!,
            options.GetValue(guessed) * trainer!.History.Epochs.Count / Math.Max(1, passes - 1)),
        Checkpoints = new Checkpoints(options.GetValue(folder)!) { KeepsBest = false, KeepLast = 1 },
        Callbacks = [new Progress()],
    };
    optimizer.Schedule = LearningRate.OneCycle(options.GetValue(rate), Math.Max(2, (long)passes * trainer.StepsPerEpoch));
    int weights = model.Parameters.Sum(values => values.ElementCount);
    Console.WriteLine($"{training.Length:N0} pairs to learn from, {test.Length:N0} to test; {weights:N0} weights");
    if (known.Length < test.Length)
        Console.WriteLine($"{test.Length - known.Length:N0} of the test are wrong from the start: they have tokens that training has not");
    if (options.GetValue(resume) && !trainer.Resume()) Console.WriteLine("There is no checkpoint to go on from: a new beginning.");
    course.GoTo(trainer.History.Epochs.Count);

    Pair[] some = known[..Math.Min(2000, known.Length)];
    while (true)
    {
        IReadOnlyList<EpochResult> done = trainer.History.Epochs;
        if (done.Count > course.Shares.Count)
        {
            string[] answers = [.. coding.Answer(model, some, beam: null, cancellation).Select(answer => answer.Text)];
            course.Add(shareKnown * Share(some, answers));
            Console.WriteLine(
                $"epoch {done.Count,3}/{passes}  loss {done[^1].TrainingLoss:F4}  right {course.Shares[^1],7:P2}  " +
                $"{done[^1].Duration.TotalSeconds,5:F1} s   " +
                string.Join("   ", some.Zip(answers, Shown).Skip(3 * done.Count % Math.Max(1, some.Length - 2)).Take(2)));
        }
        if (done.Count >= passes || (done.Count > 0 && course.Shares[^1] >= target && IsReached())) break;
        if (trainer.Fit(done.Count + 1, cancellation).Reason is { Kind: StopKind.Diverged } reason)
            throw new InvalidOperationException($"Training {reason.Sentence}.");
    }
    coding.Save(model, options.GetValue(folder)!);

    double right = 0;
    List<(string Beam, string Result)> results = [];
    foreach (int beam in (int[])[1, 3, 5, 10])
    {
        long start = Stopwatch.GetTimestamp();
        (string Text, Hypothesis Found)[] answers = coding.Answer(model, known, beam, cancellation);
        right = shareKnown * Share(known, answers.Select(answer => answer.Text));
        results.Add((
            $"beam {beam,2}", $"{right:P2} right, sum of log-probabilities {answers.Sum(answer => answer.Found.LogProbability):F3}"));
        Console.WriteLine($"{results[^1].Beam}: {results[^1].Result}, {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s");
    }
    IReadOnlyList<EpochResult> epochsDone = trainer.History.Epochs;
    string title = Path.GetFileName(options.GetValue(data)) ?? options.GetValue(task)!;
    Report(title, options.GetValue(folder)!, epochsDone, course.Shares, results, coding, model, known);
    Console.WriteLine(
        $"test: {right:P2} of {test.Length:N0} entirely right after {epochsDone.Count} epochs and " +
        $"{epochsDone.Sum(epoch => epoch.Duration.TotalSeconds):F0} s; the goal was {target:P1}");
    return right >= target ? 0 : 1;

    // The few may be luckier than all.
    bool IsReached() => some.Length == known.Length
        || shareKnown * Share(known, coding.Answer(model, known, beam: null, cancellation).Select(answer => answer.Text)) >= target;
}

int Ask(ParseResult options)
{
    (Coding coding, Translator model) = Coding.Load(options.GetValue(folder)!);
    if (!Console.IsInputRedirected)
        Console.WriteLine("Type a source and press Enter; an empty line ends. Behind each answer is how likely the model holds it.");
    bool isAnswered = true;
    for (string? line = Console.ReadLine(); !string.IsNullOrEmpty(line); line = Console.ReadLine())
    {
        try
        {
            (string text, Hypothesis found) = coding.Answer(model, [new Pair(line, "")], options.GetValue(width))[0];
            string doubt = coding.Source.Encode(line).Length > coding.LongestSource ? "   (longer than any source it learned from)"
                : found.IsFinished ? "" : "   (it found no end)";
            Console.WriteLine($"{text}   {Math.Exp(found.LogProbability):P1}{doubt}");
        }
        catch (ArgumentException error)
        {
            Console.Error.WriteLine(Sentence(error));
            isAnswered = false;
        }
    }
    return isAnswered ? 0 : 2;
}

int Write(ParseResult options)
{
    string target = options.GetValue(folder)!;
    (Coding coding, Translator model) = Coding.Load(target);
    OnnxFiles.Save(coding, model, target);
    Console.WriteLine($"{Path.Combine(target, OnnxFiles.Encoder)} and {Path.Combine(target, OnnxFiles.Step)} are written.");
    return 0;
}

// Bengio and others, "Scheduled sampling for sequence prediction with recurrent neural networks", 2015: some of the tokens that the decoder
// is given are those it thinks likeliest itself.
static IEnumerable<Batch<float>> Guessing(Translator model, IEnumerable<Batch<float>> batches, Random order, double share)
{
    ulong draw = (ulong)order.NextInt64();
    foreach ((int number, Batch<float> pairs) in batches.Index())
    {
        if (share == 0)
        {
            yield return pairs;
            continue;
        }
        IndexTensor before = pairs.LabelsOf("before");
        int[] given = before.ToArray();
        int steps = before.Shape[1];
        using (Inference.Begin())
        {
            XoshiroRandom random = new(draw, (ulong)number);
            DecodingState<float> state = model.Begin(pairs.LabelsOf("source"), pairs.LabelsOf("source lengths"));
            for (int step = 0; step + 1 < steps; step++)
            {
                (Tensor<float> next, state, _) = model.Write(given.Where((_, place) => place % steps == step).ToArray(), state);
                IndexTensor likeliest = next.ArgMax();
                for (int row = 0; row < pairs.Count; row++)
                {
                    ref int token = ref given[row * steps + step + 1];
                    if (random.NextDouble() < share && token != Vocabulary.Padding) token = likeliest[row];
                }
            }
        }
        yield return new Batch<float>(numbers: [], labels: new()
        {
            ["source"] = pairs.LabelsOf("source"),
            ["source lengths"] = pairs.LabelsOf("source lengths"),
            ["before"] = IndexTensor.Create(given, before.Shape),
            ["after"] = pairs.LabelsOf("after"),
            ["target lengths"] = pairs.LabelsOf("target lengths"),
        });
    }
}

static void Report(
    string title, string folder, IReadOnlyList<EpochResult> epochs, List<double> shares, List<(string, string)> results, Coding coding,
    Translator model, Pair[] test)
{
    PictureReport report = new(title);
    LineChart loss = new() { XAxis = new("epoch"), YAxis = new("loss in training") };
    LineChart share = new() { XAxis = new("epoch"), YAxis = new("share of test targets right") };
    loss.Add("training", epochs.Select(epoch => (double)epoch.Epoch), epochs.Select(epoch => epoch.TrainingLoss));
    share.Add("test", shares.Select((_, epoch) => epoch + 1.0), shares);
    report.Add("Results", "", results, shares.Count > 1 ? [loss, share] : []);
    IEnumerable<Pair> shown = coding.Attends ? test.DistinctBy(pair => pair.Source.Length).Take(6) : [];
    foreach ((int number, Pair pair) in shown.Index())
    {
        if (coding.Attention(model, pair) is not { } picture) continue;
        report.Add($"{pair.Source} → {pair.Target}", "How much each step of the source counted for what was written.", picture);
        if (number == 0) picture.Save(Path.Combine(folder, "attention.svg"));
    }
    report.Save(Path.Combine(folder, "report.html"));
}

static double Share(Pair[] pairs, IEnumerable<string> answers) =>
    pairs.Zip(answers, (pair, answer) => pair.Target == answer ? 1.0 : 0).Sum() / Math.Max(1, pairs.Length);

static string Shown(Pair pair, string answer) => $"{pair.Source} → {answer}{(answer == pair.Target ? "" : $" (not {pair.Target})")}";

// Without the name of a parameter, which means nothing to the user.
static string Sentence(Exception error) =>
    error is ArgumentException { ParamName: { } name } ? error.Message.Replace($" (Parameter '{name}')", "") : error.Message;
