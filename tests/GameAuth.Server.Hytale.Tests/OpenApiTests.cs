using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;
using GameAuth.Server.Hytale.Tests.World;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Server.Hytale.Tests;

/// <summary>The document of the endpoints: from the rows that they answer by, with the examples of the API's text, judged by others.</summary>
public sealed class OpenApiTests : GatewayTest
{
    private static readonly GatewayNodeSetup Document = new(static services => services.AddOpenApi(), static app => app.MapOpenApi());
    private static readonly string Peers = typeof(OpenApiTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static one => one.Key == "PeersDirectory").Value!;

    [Fact]
    public async Task The_document_has_the_eight_calls_with_the_examples_of_the_text()
    {
        await using GatewayWorld world = await StartAsync(setup: Document);
        JsonElement paths = (await GetAsync(world)).GetProperty("paths");
        Assert.Equal(GatewayOperation.All.Select(static one => GatewayOperation.Root + one.Path).Order(StringComparer.Ordinal), paths.EnumerateObject().Select(static path => path.Name).Order(StringComparer.Ordinal));
        Assert.All(paths.EnumerateObject(), static path => Assert.Equal("post", Assert.Single(path.Value.EnumerateObject()).Name));
        JsonElement poll = paths.GetProperty(GatewayOperation.Root + "/token").GetProperty("post");
        Assert.Equal("DE123456789ABCDEF", poll.GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("example").GetProperty("device_code").GetString());
        Assert.Equal(["200", "400", "401", "403", "404", "429", "502", "503"], poll.GetProperty("responses").EnumerateObject().Select(static status => status.Name));
        JsonElement pending = poll.GetProperty("responses").GetProperty("401").GetProperty("content").GetProperty("application/json").GetProperty("examples").EnumerateObject().First().Value.GetProperty("value");
        Assert.Equal((401, 5, "AUTHORIZATION_PENDING"), (pending.GetProperty("status").GetInt32(), pending.GetProperty("retry_after").GetInt32(), pending.GetProperty("code").GetString()));
        Assert.True(paths.GetProperty(GatewayOperation.Root + "/profiles").GetProperty("post").TryGetProperty("security", out JsonElement security) && security.GetArrayLength() == 1);
    }

    [NodeFact]
    public async Task Redocly_accepts_it()
    {
        await using GatewayWorld world = await StartAsync(setup: Document);
        string file = await SaveAsync((await GetAsync(world)).GetRawText());
        try
        {
            (int code, string said) = await RunAsync(Path.Combine("node_modules", "@redocly", "cli", "bin", "cli.js"), "lint", file, "--config", "redocly.yaml", "--format", "stylish");
            Assert.True(code == 0, said);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [NodeFact]
    public async Task Ajv_judges_every_answer_of_walks_by_it()
    {
        StringBuilder answers = new();
        int count = 0;
        string document = "";
        for (int seed = 100; count < 120; seed++)
        {
            await using GatewayWorld world = await StartAsync(setup: Document);
            document = (await GetAsync(world)).GetRawText();
            Walk walk = new(seed);
            for (int i = 0; i < 40; i++)
            {
                Step step = walk.Next();
                await world.PassAsync(step.After);
                step.Decide?.Invoke(world.Emulator.Hytale, walk.Ours.User!);
                using HttpRequestMessage request = step.Build(walk.Ours);
                string path = request.RequestUri!.OriginalString;
                Answer answer = await world.SendAsync(request);
                walk.Learn(step, answer, answer);
                if (request.Method == HttpMethod.Post && GatewayOperation.All.Any(one => GatewayOperation.Root + one.Path == path))
                {
                    count++;
                    answers.AppendLine(JsonSerializer.Serialize(new { path, status = answer.Status, body = answer.Json }));
                }
            }
        }

        string documentFile = await SaveAsync(document);
        string answersFile = await SaveAsync(answers.ToString());
        try
        {
            (int code, string said) = await RunAsync("answers.mjs", documentFile, answersFile);
            Assert.Equal(0, code);
            string[] lines = said.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.True(lines.Length == 1, said);
            Assert.True(int.Parse(lines[0]["judged ".Length..], CultureInfo.InvariantCulture) > count, said);
        }
        finally
        {
            File.Delete(documentFile);
            File.Delete(answersFile);
        }
    }

    private static async Task<JsonElement> GetAsync(GatewayWorld world)
    {
        Answer answer = await world.SendAsync(new HttpRequestMessage(HttpMethod.Get, "/openapi/v1.json"));
        Assert.True(answer.Status == 200, answer.Raw);
        return answer.Json;
    }

    private static async Task<string> SaveAsync(string text)
    {
        string file = Path.Combine(Path.GetTempPath(), $"gateway-{Guid.NewGuid():N}.json");
        await File.WriteAllTextAsync(file, text);
        return file;
    }

    private static async Task<(int Code, string Said)> RunAsync(params string[] arguments)
    {
        ProcessStartInfo start = new("node", arguments) { WorkingDirectory = Peers, RedirectStandardOutput = true, RedirectStandardError = true };

        // No question to its makers whether there is a newer one, and no report to them.
        start.Environment["REDOCLY_SUPPRESS_UPDATE_NOTICE"] = "true";
        start.Environment["REDOCLY_TELEMETRY"] = "off";
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
        return (process.ExitCode, said + (process.ExitCode == 0 ? "" : await errors));
    }

    /// <summary>A test whose judge is an npm package.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    private sealed class NodeFactAttribute : FactAttribute
    {
        public NodeFactAttribute() => Skip = Environment.GetEnvironmentVariable("GAMEAUTH_SKIP_NODE") is { Length: > 0 } reason ? reason
            : Directory.Exists(Path.Combine(Peers, "node_modules", "ajv")) ? null
            : "the npm peers are not installed: npm ci --ignore-scripts --prefix tests/GameAuth.Server.Hytale.Tests/peers";
    }
}
