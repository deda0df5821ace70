using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using MiniGrad.Data;
using MiniGrad.Estimators;
using MiniGrad.Tests.Data;
using Xunit;

namespace MiniGrad.Tests.Examples;

public sealed class ServiceExampleTests : IDisposable
{
    private const string Setosa = """{"petal_width":0.2,"petal_length":1.4,"sepal_width":3.5,"sepal_length":5.1}""";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_model_is_served_and_swapped_while_it_runs()
    {
        MlpRegressor regressor = new() { HiddenSizes = [3], Epochs = 1 };
        regressor.Fit(
            new Table(new NumberColumn("x", new double[] { 1, 2, 3, 4 }), new NumberColumn("y", new double[] { 2.5, 4, 6, 8 })), "y");
        regressor.Save(folder.File("model"));
        MlpClassifier onTensors = new() { HiddenSizes = [3], Epochs = 1 };
        onTensors.Fit(Tensor.Create<float>([1, 2], [2, 1]), IndexTensor.Create([0, 1]));
        using MemoryStream unnamed = new();
        onTensors.Save(unnamed);

        List<string> troubles = [];
        ProgramRun run = await Run(["--port", "0"], line =>
        {
            try
            {
                Ask(new Uri(line["listening on ".Length..]));
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                troubles.Add($"{error}");
            }
            return "INT";
        });
        Assert.Empty(troubles);
        Assert.Equal("", run.Error);

        void Ask(Uri address)
        {
            using HttpClient client = new() { BaseAddress = address, Timeout = TimeSpan.FromSeconds(60) };
            JsonElement answer = Post(client, "predict", Setosa, HttpStatusCode.OK);
            Assert.Equal("setosa", answer.GetProperty("species").GetString());
            Assert.Equal(1, answer.GetProperty("probabilities").EnumerateObject().Sum(one => one.Value.GetDouble()), 1e-5);
            Assert.Equal(1, Json(client.GetStringAsync(new Uri("model", UriKind.Relative)).Result).GetProperty("version").GetInt32());

            foreach ((string body, string detail) in (ReadOnlySpan<(string, string)>)
            [
                (Setosa.Replace("0.2", "\"wide\"", StringComparison.Ordinal),
                    "column 'petal_width': expected a number, got the text 'wide'"),
                (Setosa.Replace("petal_width", "petal_with", StringComparison.Ordinal), "the row has no column 'petal_width'"),
                (Setosa.Replace("{", "{\"x\":1,", StringComparison.Ordinal), "the row has a column 'x', which was not learned from"),
                ("{", "Expected depth to be zero"), ("[]", "expected an object in JSON, got an array"),
            ])
            {
                JsonElement problem = Post(client, "predict", body, HttpStatusCode.BadRequest);
                Assert.Contains(detail, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
            }
            Post(client, "predict", new string(' ', 70_000) + Setosa, HttpStatusCode.RequestEntityTooLarge);
            Post(client, "model", "no model", HttpStatusCode.BadRequest);
            Send(client, "model", unnamed.ToArray(), HttpStatusCode.BadRequest);
            Post(client, "predict", Setosa, HttpStatusCode.OK);

            JsonElement swapped = Send(client, "model", File.ReadAllBytes(folder.File("model")), HttpStatusCode.OK);
            Assert.Equal((2, "MlpRegressor"), (swapped.GetProperty("version").GetInt32(), swapped.GetProperty("kind").GetString()));
            float number = Post(client, "predict", """{"x":2.5}""", HttpStatusCode.OK).GetProperty("y").GetSingle();
            Assert.Equal(regressor.PredictRow(new Dictionary<string, object?> { ["x"] = 2.5 }), number);
            Post(client, "predict", Setosa, HttpStatusCode.BadRequest);
        }
    }

    [Fact]
    public async Task A_small_load_is_answered_without_an_error()
    {
        ProgramRun run = await Run(["--load", "2000", "--clients", "8"], _ => null);
        Assert.Equal((0, "", "no error, and memory does not grow"), (run.ExitCode, run.Error, run.LastLine));
        Assert.Equal(6, run.Lines.Length);
    }

    [Fact]
    public async Task Bad_options_and_models_are_refused()
    {
        File.WriteAllText(folder.File("none"), "no model");
        foreach (string[] options in (string[][])
            [["--port", "70000"], ["--load", "0"], ["--clients", "0"], ["--model", folder.File("none")], ["--model", folder.File("lost")]])
        {
            ProgramRun run = await Run(options, _ => null);
            Assert.Equal((2, ""), (run.ExitCode, run.Output));
            Assert.NotEqual("", run.Error);
        }
        ProgramRun help = await Run(["--help"], _ => null);
        Assert.Equal((0, ""), (help.ExitCode, help.Error));
        Assert.Contains("--clients", help.Output, StringComparison.Ordinal);
    }

    private static JsonElement Post(HttpClient client, string path, string body, HttpStatusCode expected) =>
        Send(client, path, Encoding.UTF8.GetBytes(body), expected);

    private static JsonElement Send(HttpClient client, string path, byte[] body, HttpStatusCode expected)
    {
        using ByteArrayContent content = new(body);
        using HttpResponseMessage response = client.PostAsync(new Uri(path, UriKind.Relative), content).Result;
        Assert.Equal(expected, response.StatusCode);
        string type = expected == HttpStatusCode.OK ? "application/json" : "application/problem+json";
        Assert.Equal(new MediaTypeHeaderValue(type), response.Content.Headers.ContentType);
        return Json(response.Content.ReadAsStringAsync().Result);
    }

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;

    /// <summary>Runs it where it lies, for it needs another framework than the tests.</summary>
    private static Task<ProgramRun> Run(string[] arguments, Func<string, string?> react)
    {
        DirectoryInfo framework = new(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        DirectoryInfo configuration = framework.Parent!, repository = configuration.Parent!.Parent!.Parent!.Parent!;
        return ProgramProcess.RunProgram(
            Path.Combine(repository.FullName, "examples", "Service", "bin", configuration.Name, framework.Name, "Service.dll"), arguments,
            react);
    }
}
