// Serves a model that predicts single rows: POST /predict takes a JSON object, GET /model says what is served, and POST /model swaps in
// another model while requests are answered. With --load it sends itself requests, and shows how long the answers take.
using System.Buffers;
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using MiniGrad.Data;
using MiniGrad.Estimators;

const int LargestRow = 64 * 1024, LargestModel = 256 * 1024 * 1024;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
Option<string?> file = new("--model") { Description = "A saved estimator to serve. [default: none; one learns to tell irises]" };
Option<int> port = new("--port") { Description = "The port on this machine; 0 for any.", DefaultValueFactory = _ => 5000 };
Option<int?> load = new("--load") { Description = "Sends itself so many requests and ends. [default: none]" };
Option<int> clients = new("--clients") { Description = "With --load: the most clients at once.", DefaultValueFactory = _ => 32 };
RootCommand command = new("Serves a model. Exit code: 0 for success, 1 for wrong answers or memory that grows, 2 for bad input.")
{
    file, port, load, clients,
};
command.SetAction(async (options, cancellation) =>
{
    try
    {
        foreach ((Option option, int? value, int least, int most) in ((Option, int?, int, int)[])
        [
            (port, options.GetValue(port), 0, 65_535), (load, options.GetValue(load), 1, 100_000_000),
            (clients, options.GetValue(clients), 1, 1000),
        ])
            if (value < least || value > most)
                throw new ArgumentException($"{option.Name}: expected a number from {least} to {most}, got {value}.");
        MlpEstimator model = options.GetValue(file) is { } path ? MlpEstimator.Load(path) : LearnIrises(seed: 1);
        return options.GetValue(load) is { } count
            ? await Measure(model, count, options.GetValue(clients), isOfIrises: options.GetValue(file) is null)
            : await Serve(model, options.GetValue(port), cancellation);
    }
    catch (Exception error) when (error is ArgumentException or InvalidDataException or InvalidOperationException or IOException)
    {
        Console.Error.WriteLine(error.Message);
        return 2;
    }
});
return await command.Parse(args).InvokeAsync();

static async Task<int> Serve(MlpEstimator model, int port, CancellationToken cancellation)
{
    await using WebApplication app = CreateApp(new Service(model), port);
    await app.StartAsync(cancellation);
    Console.WriteLine($"listening on {app.Urls.First()}");
    await app.WaitForShutdownAsync(cancellation);
    return 0;
}

static WebApplication CreateApp(Service service, int port)
{
    WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
    builder.Logging.ClearProviders();
    builder.WebHost.ConfigureKestrel(options =>
    {
        options.Limits.MaxRequestBodySize = LargestRow;
        options.Listen(IPAddress.Loopback, port);
    });
    WebApplication app = builder.Build();
    app.MapPost("/predict", Answering(Predict));
    app.MapGet("/model", Answering(_ => Task.FromResult(service.Describe())));
    app.MapPost("/model", Answering(Swap));
    return app;

    async Task<ReadOnlyMemory<byte>> Predict(HttpContext context)
    {
        using JsonDocument row = await JsonDocument.ParseAsync(context.Request.Body, default, context.RequestAborted);
        return service.Predict(row.RootElement);
    }

    async Task<ReadOnlyMemory<byte>> Swap(HttpContext context)
    {
        context.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = LargestModel;
        using MemoryStream bytes = new();
        await context.Request.Body.CopyToAsync(bytes, context.RequestAborted);
        service.Swap(MlpEstimator.Load(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)));
        return service.Describe();
    }
}

static RequestDelegate Answering(Func<HttpContext, Task<ReadOnlyMemory<byte>>> answer) => context => Answer(context, answer);

// What the library refuses in words is the client's to read.
static async Task Answer(HttpContext context, Func<HttpContext, Task<ReadOnlyMemory<byte>>> answer)
{
    ReadOnlyMemory<byte> body;
    try
    {
        body = await answer(context);
        context.Response.ContentType = "application/json";
    }
    catch (Exception error) when (error is ArgumentException or InvalidDataException or InvalidOperationException or JsonException
        or BadHttpRequestException)
    {
        int status = error is BadHttpRequestException bad ? bad.StatusCode : StatusCodes.Status400BadRequest;
        body = Service.Write(json =>
        {
            json.WriteString("title", "The request cannot be answered.");
            json.WriteNumber("status", status);
            json.WriteString("detail", error.Message);
        });
        (context.Response.StatusCode, context.Response.ContentType) = (status, "application/problem+json");
    }
    context.Response.ContentLength = body.Length;
    await context.Response.BodyWriter.WriteAsync(body, context.RequestAborted);
}

static Table Irises() => CsvTable.Read(Path.Combine(AppContext.BaseDirectory, "iris.csv"));

static MlpClassifier LearnIrises(ulong seed)
{
    MlpClassifier classifier = new() { HiddenSizes = [32], LearningRate = 0.003, BatchSize = 32, Epochs = 100, Seed = seed };
    classifier.Fit(Irises(), "species");
    return classifier;
}

// Sends requests over loopback from 1, 4 and so many clients, each with a connection of its own, and checks every answer. In the middle of
// the last and longest run another model is swapped in.
static async Task<int> Measure(MlpEstimator model, int count, int most, bool isOfIrises)
{
    if (!isOfIrises) throw new ArgumentException("--load has no effect with --model: it sends irises.");
    MlpClassifier other = LearnIrises(seed: 2);
    using MemoryStream saved = new();
    other.Save(saved);
    Table irises = Irises();
    byte[][] rows = [.. Enumerable.Range(0, irises.Count).Select(row => Service.Write(json =>
    {
        foreach (TableColumn column in irises.Columns)
            if (column is NumberColumn numbers) json.WriteNumber(column.Name, numbers[row]);
    }).ToArray())];
    byte[][] requests = [.. rows.Select(row => (byte[])
        [.. Encoding.ASCII.GetBytes($"POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Length: {row.Length}\r\n\r\n"), .. row])];
    byte[][][] answers = [.. ((MlpEstimator[])[model, other]).Select(known => new Service(known)).Select(
        known => rows.Select(row => known.Predict(JsonDocument.Parse(row).RootElement).ToArray()).ToArray())];

    await using WebApplication app = CreateApp(new Service(model), port: 0);
    await app.StartAsync();
    Uri address = new(app.Urls.First());
    using HttpClient control = new() { BaseAddress = address };
    // Of all runs, so that memory is taken before it is looked at.
    long[] ticks = new long[Math.Max(count, 1000)];
    await Run(1, 1000);
    bool isRight = true;
    Console.WriteLine("clients  requests  errors  median, µs  99 %, µs  requests/s  heap before, MB  heap after, MB");
    foreach (int some in ((int[])[1, 4, most]).Where(some => some <= most).Distinct())
    {
        bool isLast = some == most;
        int sent = isLast ? count : Math.Max(1, count / 10);
        await Run(some, Math.Max(1, sent / 10));
        (double before, Stopwatch watch) = (Heap(), Stopwatch.StartNew());
        Result result = await Run(some, sent, isLast ? Swap : null);
        double seconds = watch.Elapsed.TotalSeconds;
        Array.Sort(ticks, 0, sent);
        double median = Microseconds(ticks[sent / 2]), tail = Microseconds(ticks[(int)(sent * 0.99)]);
        double after = Heap();
        Console.WriteLine(
            $"{some,7}  {sent,8}  {result.Errors,6}  {median,10:0.0}  {tail,8:0.0}  {sent / seconds,10:0}  " +
            $"{before,15:0.0}  {after,14:0.0}");
        isRight &= result.Errors == 0 && after < before + 4;
        if (!isLast) continue;
        int byFirst = sent - result.Errors - result.ByOther;
        Console.WriteLine($"a model was swapped in; answers by it: {result.ByOther}, by the one before: {byFirst}");
        isRight &= result.ByOther > 0;
    }
    Console.WriteLine(isRight ? "no error, and memory does not grow" : "there were errors, or memory grew");
    return isRight ? 0 : 1;

    static double Heap() => GC.GetTotalMemory(forceFullCollection: true) / 1e6;
    static double Microseconds(long ticks) => ticks * 1e6 / Stopwatch.Frequency;

    async Task Swap()
    {
        using ByteArrayContent content = new(saved.ToArray());
        using HttpResponseMessage response = await control.PostAsync(new Uri("/model", UriKind.Relative), content);
        response.EnsureSuccessStatusCode();
    }

    async Task<Result> Run(int clients, int sent, Func<Task>? middle = null)
    {
        int next = 0, errors = 0, byOther = 0;
        await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Run(Client)));
        return new Result(errors, byOther);

        async Task Client()
        {
            using Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(address.Host, address.Port);
            byte[] buffer = new byte[4096];
            for (int place; (place = Interlocked.Increment(ref next) - 1) < sent;)
            {
                if (place == sent / 2 && middle is not null) await middle();
                int row = place % rows.Length;
                long start = Stopwatch.GetTimestamp();
                await socket.SendAsync(requests[row]);
                ReadOnlyMemory<byte> body = await Receive(socket, buffer);
                ticks[place] = Stopwatch.GetTimestamp() - start;
                bool isByOther = body.Span.SequenceEqual(answers[1][row]);
                if (isByOther) Interlocked.Increment(ref byOther);
                else if (!body.Span.SequenceEqual(answers[0][row])) Interlocked.Increment(ref errors);
            }
        }
    }
}

// The body of an answer with the status 200; else nothing.
static async ValueTask<ReadOnlyMemory<byte>> Receive(Socket socket, byte[] buffer)
{
    for (int count = 0; ;)
    {
        int read = await socket.ReceiveAsync(buffer.AsMemory(count));
        if (read == 0) throw new IOException("The service has closed a connection.");
        count += read;
        ReadOnlySpan<byte> text = buffer.AsSpan(0, count), length = "Content-Length: "u8;
        int end = text.IndexOf("\r\n\r\n"u8), at = text.IndexOf(length);
        if (end < 0) continue;
        ReadOnlySpan<byte> digits = text[(at + length.Length)..];
        int bodyLength = int.Parse(digits[..digits.IndexOf((byte)'\r')], CultureInfo.InvariantCulture);
        if (count < end + 4 + bodyLength) continue;
        return text.StartsWith("HTTP/1.1 200"u8) ? buffer.AsMemory(end + 4, bodyLength) : default;
    }
}

internal sealed record Result(int Errors, int ByOther);

/// <summary>The model that is served. A request that has begun ends with the model it began with.</summary>
internal sealed class Service
{
    private volatile Served served;

    public Service(MlpEstimator model) => served = new Served(Checked(model), Version: 1);

    public void Swap(MlpEstimator model)
    {
        Served before, after;
        do
        {
            before = served;
            after = new Served(Checked(model), before.Version + 1);
        }
        while (Interlocked.CompareExchange(ref served, after, before) != before);
    }

    public ReadOnlyMemory<byte> Predict(JsonElement row)
    {
        MlpEstimator model = served.Model;
        if (model is MlpRegressor regressor)
        {
            float number = regressor.PredictRow(row);
            return Write(json => json.WriteNumber(regressor.Encoder!.Target, number));
        }
        var classifier = (MlpClassifier)model;
        ClassPrediction prediction = classifier.PredictRow(row);
        return Write(json =>
        {
            json.WriteString(classifier.Encoder!.Target, prediction.ClassName);
            json.WriteStartObject("probabilities");
            for (int i = 0; i < prediction.Probabilities.Length; i++)
                json.WriteNumber(classifier.ClassNames[i], prediction.Probabilities[i]);
            json.WriteEndObject();
        });
    }

    public ReadOnlyMemory<byte> Describe()
    {
        (MlpEstimator model, int version) = served;
        return Write(json =>
        {
            json.WriteNumber("version", version);
            json.WriteString("kind", model.GetType().Name);
            json.WriteString("target", model.Encoder!.Target);
            json.WriteStartArray("columns");
            foreach (EncodedColumn column in model.Encoder.Columns)
                if (column.Role != ColumnRole.LeftOut) json.WriteStringValue(column.Name);
            json.WriteEndArray();
        });
    }

    private static MlpEstimator Checked(MlpEstimator model) => model.Encoder is null
        ? throw new ArgumentException("The model was fitted on tensors: expected one that was fitted on a table.")
        : model is MlpClassifier or MlpRegressor { TargetNames.Count: 1 } ? model
        : throw new ArgumentException("The model predicts several things of a row: expected one of a class or of a number.");

    /// <summary>An object in JSON.</summary>
    public static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> write)
    {
        ArrayBufferWriter<byte> bytes = new();
        using Utf8JsonWriter json = new(bytes);
        json.WriteStartObject();
        write(json);
        json.WriteEndObject();
        json.Flush();
        return bytes.WrittenMemory;
    }

    private sealed record Served(MlpEstimator Model, int Version);
}
