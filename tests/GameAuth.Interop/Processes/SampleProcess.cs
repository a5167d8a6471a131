using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace GameAuth.Interop.Processes;

/// <summary>A built sample, as a user runs it.</summary>
internal sealed class SampleProcess : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(90));

    private SampleProcess(Process process) => _process = process;

    /// <summary>What it has printed so far.</summary>
    public string Output => _output.ToString();

    public static SampleProcess Start(string sample, params string[] arguments) => StartWith([], sample, arguments);

    /// <param name="settings">Configuration for it, which it finds in its environment.</param>
    /// <param name="sample">The sample.</param>
    /// <param name="arguments">Its arguments.</param>
    public static SampleProcess StartWith(IEnumerable<KeyValuePair<string, string?>> settings, string sample, params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, $"{sample}.dll"), .. arguments])
        {
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

        return new SampleProcess(Process.Start(start)!);
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
}
