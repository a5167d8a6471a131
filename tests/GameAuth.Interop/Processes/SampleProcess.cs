using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace GameAuth.Interop.Processes;

/// <summary>A built sample, as a user runs it.</summary>
internal sealed class SampleProcess : IDisposable
{
    private static readonly string[] DefaultSigInt = ["env", "--default-signal=INT"];
    private static readonly Lazy<bool> CanTakeSigInt = new(Probe);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(90));

    private SampleProcess(Process process) => _process = process;

    /// <summary>What it has printed so far.</summary>
    public string Output => _output.ToString();

    public static SampleProcess Start(string sample, params string[] arguments) => StartWith([], input: null, sample, arguments);

    /// <param name="settings">Configuration for it, which it finds in its environment.</param>
    /// <param name="input">What it reads; null for the input of the tests.</param>
    /// <param name="sample">The sample.</param>
    /// <param name="arguments">Its arguments.</param>
    public static SampleProcess StartWith(IEnumerable<KeyValuePair<string, string?>> settings, string? input, string sample, params string[] arguments)
    {
        // A child of a background job ignores SIGINT, unless it is told to take it.
        string[] command = [.. CanTakeSigInt.Value ? DefaultSigInt : [], "dotnet", Programs.PathOf(sample), .. arguments];
        ProcessStartInfo start = new(command[0], command[1..])
        {
            RedirectStandardInput = input is not null,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // A machine whose proxy is dead: nothing that goes to this machine's own addresses may ask it.
        start.Environment["HTTP_PROXY"] = start.Environment["HTTPS_PROXY"] = start.Environment["ALL_PROXY"] = "http://127.0.0.1:9";
        start.Environment["NO_PROXY"] = "";
        foreach ((string key, string? value) in settings)
        {
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        Process process = Process.Start(start)!;
        if (input is not null)
        {
            process.StandardInput.WriteLine(input);
            process.StandardInput.Close();
        }

        return new SampleProcess(process);
    }

    /// <summary>Reads on until a line is what is waited for.</summary>
    public async Task<string> WaitForAsync(Func<string, bool> wanted)
    {
        try
        {
            while (await _process.StandardOutput.ReadLineAsync(_limit.Token) is { } line)
            {
                _output.AppendLine(line);
                if (wanted(line))
                {
                    return line;
                }
            }
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"The sample did not print what was waited for: {_output}");
        }

        throw new InvalidOperationException($"The sample ended early: {_output}{await _process.StandardError.ReadToEndAsync(_limit.Token)}");
    }

    /// <summary>Whether it was started so that SIGINT reaches it whoever runs the tests.</summary>
    public static bool TakesSigInt => CanTakeSigInt.Value;

    public async Task<int> EndAsync()
    {
        _output.Append(await _process.StandardOutput.ReadToEndAsync(_limit.Token)).Append(await _process.StandardError.ReadToEndAsync(_limit.Token));
        await _process.WaitForExitAsync(_limit.Token);
        return _process.ExitCode;
    }

    public void Signal(string signal)
    {
        using Process kill = Process.Start("kill", ["-" + signal, _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
        _limit.Dispose();
    }

    private static bool Probe()
    {
        try
        {
            using Process probe = Process.Start(new ProcessStartInfo("env", ["--default-signal=INT", "true"]) { RedirectStandardError = true })!;
            probe.WaitForExit();
            return probe.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
