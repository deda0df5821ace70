using System.Globalization;
using System.Text;
using MiniGrad;
using MiniGrad.Data;
using MiniGrad.Decoding;
using MiniGrad.Layers;
using MiniGrad.Serialization;
using MiniGrad.Visualization;

/// <summary>An encoder that reads a source and a decoder that writes a target, beginning with the encoder's last state (Sutskever and
/// others, 2014). With attention the decoder's output h becomes tanh([c, h]·W + b), c a mean of the encoder's outputs (Luong and others,
/// 2015).</summary>
internal sealed class Translator : Layer<float>
{
    private readonly Embedding<float> sources, targets;
    private readonly Lstm<float> encoder, decoder;
    private readonly Attention<float> attention = new();
    private readonly Linear<float>? mixing;
    private readonly Linear<float> head;

    public Translator(int sourceTokens, int targetTokens, int units, bool attends, Random random)
    {
        sources = Register("sources", new Embedding<float>(sourceTokens, 32, random));
        targets = Register("targets", new Embedding<float>(targetTokens, 32, random));
        encoder = Register("encoder", new Lstm<float>(32, units, random));
        decoder = Register("decoder", new Lstm<float>(32, units, random));
        if (attends) mixing = Register("mixing", new Linear<float>(2 * units, units, random));
        head = Register("head", new Linear<float>(units, targetTokens, random));
    }

    /// <summary>Scores of the token at each step, [batch, time, tokens], given the right ones before it.</summary>
    public Tensor<float> Scores(IndexTensor source, IndexTensor lengths, IndexTensor before)
    {
        LstmResult<float> read = encoder.Run(sources, source, lengths: lengths);
        Tensor<float> written = decoder.Run(targets, before, read.Last).Outputs;
        if (mixing is not null) written = Mix(attention.Forward(written, read.Outputs, read.Outputs, lengths).Context, written);
        return head.Forward(written);
    }

    /// <summary>What the decoder begins with: its state, all that the encoder gave out, and 1 for each step of it that counts.</summary>
    public DecodingState<float> Begin(IndexTensor source, IndexTensor lengths)
    {
        LstmResult<float> read = encoder.Run(sources, source, lengths: lengths);
        Tensor<float> counts = Tensor.SequenceMask<float>(lengths, source.Shape[1]).ExpandDimension(1);
        return new(read.Last.Hidden.Squeeze(0), read.Last.Cell.Squeeze(0)) { OfSources = [read.Outputs, counts] };
    }

    /// <summary>Log-probabilities of the token after the last ones, the next state, and how much each step of the source counts.</summary>
    public (Tensor<float> Next, DecodingState<float> State, Tensor<float>? Weights) Write(IndexTensor last, DecodingState<float> state)
    {
        LstmState<float> before = new(state[0].ExpandDimension(0), state[1].ExpandDimension(0));
        LstmResult<float> result = decoder.Run(targets.Forward(last).ExpandDimension(1), before);
        Tensor<float> written = result.Outputs.Squeeze(1);
        DecodingState<float> next = state.Next(result.Last.Hidden.Squeeze(0), result.Last.Cell.Squeeze(0));
        if (mixing is null) return (head.Forward(written).LogSoftmax(), next, null);
        Tensor<float> read = state.OfSources[0];
        (Tensor<float> context, Tensor<float> weights) =
            attention.Forward(state.GroupBySource(written), read, read, mask: state.OfSources[1]);
        return (head.Forward(Mix(state.Ungroup(context), written)).LogSoftmax(), next, state.Ungroup(weights));
    }

    protected override Tensor<float> Compute(Tensor<float> input) => encoder.Forward(sources.Forward(input));

    private Tensor<float> Mix(Tensor<float> context, Tensor<float> written) =>
        mixing!.Forward(Tensor.Concatenate([context, written], axis: -1)).Tanh();
}

/// <summary>How texts become tokens and tokens texts, and what else a model needs to be built again.</summary>
internal sealed record Coding(
    Vocabulary Source, Vocabulary Target, bool IsReversed, int Units, bool Attends, int LongestSource, int LongestTarget)
{
    public const int MostUnits = 4096;
    private const int Chunk = 200;
    private const string FileName = "model.safetensors";

    public static Coding Of(Pair[] pairs, bool areWords, bool isReversed, int units, bool attends)
    {
        Vocabulary source = Read(pairs.Select(pair => pair.Source)), target = Read(pairs.Select(pair => pair.Target));
        return new(
            source, target, isReversed, units, attends, pairs.Max(pair => source.Encode(pair.Source).Length),
            pairs.Max(pair => target.Encode(pair.Target).Length));

        Vocabulary Read(IEnumerable<string> texts) => areWords ? Vocabulary.OfWords(texts) : Vocabulary.OfCharacters(texts);
    }

    public Translator Create(int seed) => new(Source.Count, Target.Count, Units, Attends, new XoshiroRandom((ulong)seed));

    /// <summary>Sources, and targets with the start before them and with the end after them.</summary>
    public Dataset<float> Encode(Pair[] pairs)
    {
        PaddedSequences source = Sources(pairs);
        int[][] targets = [.. pairs.Select(pair => Target.Encode(pair.Target))];
        PaddedSequences after = new([.. targets.Select(tokens => (int[])[.. tokens, Vocabulary.End])]);
        return new(numbers: [], labels: new()
        {
            ["source"] = source.Tokens,
            ["source lengths"] = source.Lengths,
            ["before"] = new PaddedSequences([.. targets.Select(tokens => (int[])[Vocabulary.Start, .. tokens])]).Tokens,
            ["after"] = after.Tokens,
            ["target lengths"] = after.Lengths,
        });
    }

    /// <summary>The likeliest targets by a beam search, or greedily.</summary>
    public (string Text, Hypothesis Found)[] Answer(
        Translator model, Pair[] pairs, int? beam, CancellationToken cancellation = default)
    {
        List<(string, Hypothesis)> answers = [];
        BeamSearch search = new(beam ?? 1) { MaxLength = 2 * LongestTarget + 2, EndToken = Vocabulary.End };
        GreedySearch greedy = new() { MaxLength = search.MaxLength, EndToken = Vocabulary.End };
        foreach (Pair[] chunk in pairs.Chunk(Chunk))
        {
            PaddedSequences sources = Sources(chunk);
            using GraphRegion region = Inference.Begin();
            DecodingState<float> state = model.Begin(sources.Tokens, sources.Lengths);
            IEnumerable<Hypothesis> found = beam is null ? greedy.RunBatch(Vocabulary.Start, state, Step, cancellation)
                : search.RunBatch(Vocabulary.Start, state, Step, cancellation).Select(hypotheses => hypotheses[0]);
            answers.AddRange(found.Select(hypothesis => (Target.Decode(hypothesis.Tokens), hypothesis)));
        }
        return [.. answers];

        (Tensor<float>, DecodingState<float>) Step(IndexTensor last, DecodingState<float> state)
        {
            (Tensor<float> next, state, _) = model.Write(last, state);
            return (next, state);
        }
    }

    /// <summary>What the decoder attended to while it wrote its likeliest answer; null where that is too large for a picture.</summary>
    public HeatMap? Attention(Translator model, Pair pair)
    {
        Hypothesis found = Answer(model, [pair], beam: null)[0].Found;
        int[] written = [.. found.Tokens, .. found.IsFinished ? [Vocabulary.End] : (int[])[]];
        PaddedSequences source = Sources([pair]);
        if (written.Length is 0 or > HeatMap.MaxCount || source.Tokens.ElementCount > HeatMap.MaxCount) return null;
        using GraphRegion region = Inference.Begin();
        DecodingState<float> state = model.Begin(source.Tokens, source.Lengths);
        List<double[]> rows = [];
        foreach (int last in written[..^1].Prepend(Vocabulary.Start))
        {
            (_, state, Tensor<float>? weights) = model.Write(IndexTensor.Create([last]), state);
            rows.Add([.. weights!.ToArray().Select(weight => (double)weight)]);
        }
        return new HeatMap(
            rows, written.Select(token => token == Vocabulary.End ? "end" : Target.Decode([token])),
            source.Tokens.Select(token => Source.Decode([token])))
        {
            Title = $"{pair.Source} → {Target.Decode(found.Tokens)}",
            ColumnLabel = "read",
            RowLabel = "written",
            Minimum = 0,
        };
    }

    /// <summary>What a file says beside its weights.</summary>
    public Dictionary<string, string> Metadata => new()
    {
        ["source_tokens"] = string.Join('\n', Source.Tokens),
        ["target_tokens"] = string.Join('\n', Target.Tokens),
        ["settings"] = string.Join(' ', Source.AreWords, IsReversed, Units, Attends, LongestSource, LongestTarget),
    };

    public void Save(Translator model, string folder) => Weights.Save(model, Path.Combine(folder, FileName), Metadata);

    public static (Coding Coding, Translator Model) Load(string folder)
    {
        string path = Path.Combine(folder, FileName);
        if (!File.Exists(path)) throw new FileNotFoundException($"There is no model in '{folder}' yet: train one first, without --ask.");
        using SafetensorsFile file = SafetensorsFile.Open(path);
        string[] settings = file.Metadata.GetValueOrDefault("settings", "").Split(' ');
        if (settings.Length != 6 || !bool.TryParse(settings[0], out bool areWords) || !bool.TryParse(settings[1], out bool isReversed)
            || !int.TryParse(settings[2], out int units) || units is < 1 or > MostUnits
            || !bool.TryParse(settings[3], out bool attends)
            || !int.TryParse(settings[4], out int longestSource) || !int.TryParse(settings[5], out int longestTarget))
            throw new InvalidDataException($"'{path}' is no model of this program: its settings are missing or others.");
        Coding coding = new(Tokens("source_tokens"), Tokens("target_tokens"), isReversed, units, attends, longestSource, longestTarget);
        Translator model = coding.Create(seed: 0);
        Weights.Load(model, file);
        return (coding, model);

        Vocabulary Tokens(string key) => new(file.Metadata.GetValueOrDefault(key, "").Split('\n'), areWords);
    }

    private PaddedSequences Sources(Pair[] pairs) => new([.. pairs.Select(pair => Source.Encode(pair.Source)).Select(
        tokens => IsReversed ? [.. tokens.Reverse()] : tokens)]);
}
