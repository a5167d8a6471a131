using System.Text.RegularExpressions;
using GameAuth.Emulator;
using GameAuth.Interop.Processes;

namespace GameAuth.Interop.Pd2;

/// <summary>
/// The suites of the protocols' authors, where a folder with them is given: docs of github.com/socketio/socket.io, with <c>npm ci</c> run in each suite's folder. Only their WebSocket cases: this
/// emulator has no other transport. They want port 3000.
/// </summary>
public sealed partial class The_official_suites_judge_the_socket
{
    /// <summary>Where the folder <c>docs</c> is.</summary>
    private const string Variable = "GAMEAUTH_SOCKETIO_DOCS";

    [SuiteTheory]
    [InlineData("engine.io-protocol/v3-test-suite", Pd2Generation.Feathers4, Pd2Conformance.EngineIo, 9)]
    [InlineData("engine.io-protocol/v4-test-suite", Pd2Generation.Feathers5, Pd2Conformance.EngineIo, 9)]
    [InlineData("socket.io-protocol/v5-test-suite", Pd2Generation.Feathers5, Pd2Conformance.SocketIo, 22)]
    public async Task In_all_their_cases(string suite, Pd2Generation generation, Pd2Conformance conformance, int cases)
    {
        EmulatorOptions options = new() { Providers = { "pd2" }, FirstPort = 3000 };
        (options.Pd2.Generation, options.Pd2.Conformance) = (generation, conformance);
        (options.Pd2.PingInterval, options.Pd2.PingTimeout, options.Pd2.ConnectTimeout) = (TimeSpan.FromMilliseconds(300), TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(1));
        await using GameAuthEmulator emulator = await GameAuthEmulator.StartAsync(options);

        (int exit, string output) = await MochaAsync(Path.Combine(Environment.GetEnvironmentVariable(Variable)!, suite));

        Assert.True(exit == 0, output);
        Assert.Equal(cases, int.Parse(Passing().Match(output).Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture));
    }

    private static async Task<(int Exit, string Output)> MochaAsync(string folder)
    {
        string[] arguments = ["node_modules/mocha/bin/mocha", "--no-color", "--exit", "--grep", @"(handshake|message|heartbeat|close) WebSocket |Socket\.IO protocol", "test-suite.js"];
        (int exit, string output, string errors) = await NodeProgram.RunAsync("node", folder, "", arguments);
        return (exit, output + errors);
    }

    [GeneratedRegex(@"(\d+) passing")]
    private static partial Regex Passing();

    /// <summary>A theory that is skipped where no folder is given.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    private sealed class SuiteTheoryAttribute : TheoryAttribute
    {
        public SuiteTheoryAttribute() => Skip = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } ? null
            : $"{Variable} names no folder: set it to the docs folder of github.com/socketio/socket.io, and run npm ci in each suite's folder there.";
    }
}
