using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace GameAuth.Hardware.Tests;

/// <summary>A TPM 2.0 of its own: swtpm on loopback, with a state that ends with it.</summary>
/// <remarks>There is no resource manager before it, so what a process leaves loaded stays loaded: <see cref="FlushAsync"/> stands in for that.</remarks>
internal sealed class SoftwareTpm : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private static readonly string[] Programs = ["swtpm", "tpm2_flushcontext", "tpm2_createprimary"];

    private readonly Process _process;
    private readonly DirectoryInfo _state;

    private SoftwareTpm(Process process, DirectoryInfo state, int port) => (_process, _state, Port) = (process, state, port);

    /// <summary>Why there can be none here, with the command that mends it; null when there can.</summary>
    public static string? Missing { get; } = Probe();

    public int Port { get; }

    /// <summary>How the TPM software stack finds it (TPM2OPENSSL_TCTI, TPM2TOOLS_TCTI).</summary>
    public string Tcti => $"swtpm:host=127.0.0.1,port={Port}";

    public static async Task<SoftwareTpm> StartAsync()
    {
        // The port that swtpm's own control channel would have is the next one, so two free neighbours are needed: some tries may meet a stranger.
        for (int tries = 0; ; tries++)
        {
            int port = FreePort();
            DirectoryInfo state = Directory.CreateTempSubdirectory("gameauth-swtpm-");
            ProcessStartInfo start = new("swtpm",
            [
                "socket", "--tpm2", "--tpmstate", $"dir={state.FullName}", "--server", $"type=tcp,port={port},bindaddr=127.0.0.1",
                "--ctrl", $"type=tcp,port={port + 1},bindaddr=127.0.0.1", "--flags", "not-need-init,startup-clear",
            ])
            { RedirectStandardOutput = true, RedirectStandardError = true };
            SoftwareTpm tpm = new(Process.Start(start)!, state, port);
            if (await tpm.AnswersAsync())
            {
                return tpm;
            }

            await tpm.DisposeAsync();
            if (tries == 5)
            {
                throw new InvalidOperationException("swtpm did not start.");
            }
        }
    }

    /// <summary>Unloads what processes that have ended left in the TPM.</summary>
    public Task FlushAsync() => RunAsync("tpm2_flushcontext", "-t");

    /// <summary>Makes a signing key that stays in the TPM, as an administrator would.</summary>
    public async Task PersistKeyAsync(string handle)
    {
        string directory = _state.FullName;
        string primary = Path.Combine(directory, "primary.ctx");
        string key = Path.Combine(directory, "key");
        await RunAsync("tpm2_createprimary", "-Q", "-C", "o", "-G", "ecc", "-c", primary);
        await RunAsync("tpm2_create", "-Q", "-C", primary, "-G", "ecc256:ecdsa-sha256", "-u", key + ".pub", "-r", key + ".priv");
        await FlushAsync();
        await RunAsync("tpm2_load", "-Q", "-C", primary, "-u", key + ".pub", "-r", key + ".priv", "-c", key + ".ctx");
        await RunAsync("tpm2_evictcontrol", "-Q", "-C", "o", "-c", key + ".ctx", handle);
        await FlushAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _state.Delete(recursive: true);
    }

    private async Task<bool> AnswersAsync()
    {
        for (int tries = 0; tries < 100 && !_process.HasExited; tries++)
        {
            try
            {
                using TcpClient client = new();
                await client.ConnectAsync(IPAddress.Loopback, Port);
                return true;
            }
            catch (SocketException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50));
            }
        }

        return false;
    }

    private async Task RunAsync(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["TPM2TOOLS_TCTI"] = Tcti;
        using Process tool = Process.Start(start)!;
        using CancellationTokenSource limit = new(Limit);
        Task<string> output = tool.StandardOutput.ReadToEndAsync(limit.Token);
        Task<string> errors = tool.StandardError.ReadToEndAsync(limit.Token);
        try
        {
            await tool.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            tool.Kill();
            throw;
        }

        if (tool.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} ended with {tool.ExitCode}: {await errors}{await output}");
        }
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string? Probe()
    {
        // The test command looked already, and says what it could not install.
        if (Environment.GetEnvironmentVariable("GAMEAUTH_SKIP_TPM") is { Length: > 0 } reason)
        {
            return reason;
        }

        string[] path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        string? program = Array.Find(Programs, name => !Array.Exists(path, directory => File.Exists(Path.Combine(directory, name))));
        if (!OperatingSystem.IsLinux() || program is not null)
        {
            return $"{program ?? "swtpm"} is not installed; on Debian: apt-get install swtpm tpm2-tools tpm2-openssl libtss2-tcti-swtpm0";
        }

        EnumerationOptions deep = new() { RecurseSubdirectories = true, MaxRecursionDepth = 2 };
        return Directory.EnumerateDirectories("/usr", "lib*").Any(directory => Directory.EnumerateFiles(directory, "tpm2.so", deep).Any())
            ? null
            : "OpenSSL's provider tpm2 is not installed; on Debian: apt-get install tpm2-openssl";
    }
}
