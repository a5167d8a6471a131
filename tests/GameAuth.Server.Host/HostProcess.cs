using System.Diagnostics;

namespace GameAuth.Server.Host;

/// <summary>A server in a process of its own, on loopback. It ends with its input, so that none is left when whoever started it ends.</summary>
public sealed class HostProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;

    private HostProcess(Process process, Uri address) => (_process, Address) = (process, address);

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Its user and system time.</summary>
    public TimeSpan Work => Refreshed().TotalProcessorTime;

    /// <summary>The system's part of <see cref="Work"/>.</summary>
    public TimeSpan SystemWork => Refreshed().PrivilegedProcessorTime;

    /// <summary>Starts a session server.</summary>
    public static Task<HostProcess> StartAsync(HostSettings settings)
    {
        ProcessStartInfo start = new(Path.Combine(AppContext.BaseDirectory, "GameAuth.Server.Host" + (OperatingSystem.IsWindows() ? ".exe" : "")), settings.ToArguments());
        return StartAsync(start);
    }

    /// <summary>Starts a program that says <c>ready</c> and its address in its first line, and ends with its input.</summary>
    public static async Task<HostProcess> StartAsync(ProcessStartInfo start)
    {
        ArgumentNullException.ThrowIfNull(start);
        (start.RedirectStandardInput, start.RedirectStandardOutput) = (true, true);
        Process process = Process.Start(start)!;
        try
        {
            string? line = await process.StandardOutput.ReadLineAsync().WaitAsync(Patience);
            return line?.Split(' ') is ["ready", { } address]
                ? new HostProcess(process, new Uri(address))
                : throw new InvalidOperationException($"{start.FileName} did not start; it said: {line}");
        }
        catch
        {
            process.Kill();
            process.Dispose();
            throw;
        }
    }

    /// <summary>Starts the nodes of one server: all have the issuer of the first.</summary>
    public static async Task<IReadOnlyList<HostProcess>> StartNodesAsync(HostSettings settings, int nodes)
    {
        ArgumentNullException.ThrowIfNull(settings);
        List<HostProcess> processes = [await StartAsync(settings)];
        Uri issuer = new(processes[0].Address.GetLeftPart(UriPartial.Authority));
        while (processes.Count < nodes)
        {
            processes.Add(await StartAsync(settings with { Issuer = issuer }));
        }

        return processes;
    }

    /// <summary>Kills it (SIGKILL): nothing is said to anybody.</summary>
    public Task KillAsync()
    {
        _process.Kill();
        return _process.WaitForExitAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        try
        {
            await _process.WaitForExitAsync().WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private Process Refreshed()
    {
        _process.Refresh();
        return _process;
    }
}
