using System.Diagnostics;
using GameAuth.Interop.Processes;

namespace GameAuth.Interop;

/// <summary>The sample that was published with Native AOT, as a user runs it: first with a code, then silently, with the emulator gone.</summary>
public sealed class A_native_launcher_starts
{
    [NativeFact]
    public async Task With_a_code_and_then_with_what_is_stored()
    {
        DirectoryInfo home = Directory.CreateTempSubdirectory("gameauth-native-");
        try
        {
            Dictionary<string, string?> settings = [];
            await using (EmulatorProcess emulator = await EmulatorProcess.StartAsync("""{ "xbox": { "pollInterval": "00:00:01" } }"""))
            {
                foreach ((string key, System.Text.Json.Nodes.JsonNode? value) in emulator.Map["configuration"]!.AsObject())
                {
                    settings[key] = value!.ToString();
                }

                string first = await RunAsync(home.FullName, settings);
                Assert.Contains("Open http://127.0.0.1", first, StringComparison.Ordinal);
                Assert.Contains("EmuPlayer", first, StringComparison.Ordinal);
            }

            string second = await RunAsync(home.FullName, settings);
            Assert.StartsWith("EmuPlayer", second, StringComparison.Ordinal);
            Assert.Single(second.Trim().Split('\n'));
        }
        finally
        {
            home.Delete(recursive: true);
        }
    }

    private static async Task<string> RunAsync(string directory, Dictionary<string, string?> settings)
    {
        ProcessStartInfo start = new(NativeFactAttribute.Launcher!, [directory]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_ENVIRONMENT"] = "Development";
        foreach ((string key, string? value) in settings)
        {
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        using Process process = Process.Start(start)!;
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(60));
        string output = await process.StandardOutput.ReadToEndAsync(limit.Token);
        string errors = await process.StandardError.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);
        Assert.True(process.ExitCode == 0, output + errors);
        return output;
    }
}

/// <summary>A fact that needs the sample <c>NativeLauncher</c>, published; <c>eng/test.sh</c> publishes it where the compiler's packages restore.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NativeFactAttribute : FactAttribute
{
    public NativeFactAttribute() => Skip = Launcher is null
        ? Environment.GetEnvironmentVariable("GAMEAUTH_SKIP_NATIVE") ?? "GAMEAUTH_NATIVE_LAUNCHER does not name the published sample; eng/test.sh publishes it"
        : null;

    public static string? Launcher { get; } = Environment.GetEnvironmentVariable("GAMEAUTH_NATIVE_LAUNCHER") is { Length: > 0 } path ? path : null;
}
