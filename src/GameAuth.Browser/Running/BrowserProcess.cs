using System.ComponentModel;
using System.Diagnostics;
using System.IO.Pipes;
using System.Net;
using System.Net.Sockets;
using Microsoft.Win32.SafeHandles;

namespace GameAuth;

/// <summary>The browser of one sign-in, with a profile of its own. Disposing it ends the browser and deletes the profile. If this process dies first, the browser sees the end of its pipe and closes.</summary>
/// <remarks>No address of a page is among the arguments, since every user of the machine may read those: the page is opened over the protocol.</remarks>
internal sealed class BrowserProcess(BrowserProfile profile) : IAsyncDisposable
{
    // Opened for both directions first, no end waits for the other. Then only the one direction is kept, so that the end of this process is seen.
    private const string UnixStart = "exec 5<>\"$1\" 6<>\"$2\" && exec 3<\"$1\" 4>\"$2\" 5<&- 6<&- && shift 2 && exec \"$@\" </dev/null >/dev/null 2>&1";

    private static readonly TimeSpan Goodbye = TimeSpan.FromSeconds(5);

    // With all three redirected the runtime leaves the terminal alone; else it would turn the echo on while the browser lives.
    private readonly Process _process = new()
    {
        StartInfo = { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true },
        EnableRaisingEvents = true,
    };

    private DevToolsChannel? _channel;

    /// <summary>Starts a browser, with a profile in a folder; it is spoken to through a port, or a pipe. What fails here is an exception of the system's.</summary>
    public static async Task<(DevToolsChannel Channel, IAsyncDisposable Browser)> StartAsync(string program, string folder, int? port, CancellationToken cancellationToken)
    {
        BrowserProcess browser = new(await BrowserProfile.CreateAsync(folder, CloseLeftBehindAsync).ConfigureAwait(false));
        AppDomain.CurrentDomain.ProcessExit += browser.OnExit;
        try
        {
            string[] arguments = browser.Arguments(port);
            browser._channel = port is { } number ? await browser.OpenPortAsync(program, arguments, number, cancellationToken).ConfigureAwait(false)
                : OperatingSystem.IsWindows() ? browser.OpenHandles(program, arguments)
                : browser.OpenFifos(program, arguments);
            return (browser._channel, browser);
        }
        catch
        {
            await browser.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnExit;
        using CancellationTokenSource limit = new(Goodbye, TimeProvider.System);
        (_channel as DevToolsPipe)?.LetGo();
        await (_channel is null ? Task.CompletedTask : CloseAsync(_channel, limit.Token)).ConfigureAwait(false);
        try
        {
            await _process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
        }
        catch (Exception silent) when (silent is OperationCanceledException or InvalidOperationException)
        {
            // It does not go by itself, or never started.
        }

        Kill();
        _process.Dispose();
        await profile.DeleteAsync().ConfigureAwait(false);
    }

    private string[] Arguments(int? port) =>
    [
        $"--user-data-dir={profile.Path}", "--no-first-run", "--no-default-browser-check", port is null ? "--remote-debugging-pipe" : $"--remote-debugging-port={port}",

        // Else it would make a key in the player's keyring, or ask for its password, for a profile that is deleted anyway.
        .. OperatingSystem.IsLinux() ? (string[])["--password-store=basic"] : [],
        "about:blank",
    ];

    // This process holds both ends of both FIFOs until the browser has spoken or ended, so that neither waits for the other to open, and nothing that is sent early is lost.
    private DevToolsPipe OpenFifos(string program, string[] arguments)
    {
        string commands = profile.MakeFifo("commands");
        string answers = profile.MakeFifo("answers");
        SafeFileHandle[] held = [OpenFifo(commands, FileAccess.ReadWrite), OpenFifo(answers, FileAccess.ReadWrite)];
        DevToolsPipe pipe = new(OpenFifo(answers, PipeDirection.In), OpenFifo(commands, PipeDirection.Out), held);
        _channel = pipe;
        _process.Exited += (_, _) => pipe.LetGo();
        Start("/bin/sh", ["-c", UnixStart, "gameauth-browser", commands, answers, program, .. arguments]);
        return pipe;
    }

    private DevToolsPipe OpenHandles(string program, string[] arguments)
    {
        AnonymousPipeServerStream commands = new(PipeDirection.Out, HandleInheritability.Inheritable);
        AnonymousPipeServerStream answers = new(PipeDirection.In, HandleInheritability.Inheritable);
        _channel = new DevToolsPipe(answers, commands);
        Start(program, [$"--remote-debugging-io-pipes={commands.GetClientHandleAsString()},{answers.GetClientHandleAsString()}", .. arguments]);

        // The browser has its own by now; while this process held them too, it would not see the browser's end.
        commands.DisposeLocalCopyOfClientHandle();
        answers.DisposeLocalCopyOfClientHandle();
        return (DevToolsPipe)_channel;
    }

    private async Task<DevToolsChannel> OpenPortAsync(string program, string[] arguments, int port, CancellationToken cancellationToken)
    {
        try
        {
            using TcpListener probe = new(IPAddress.Loopback, port);
            probe.Start();
        }
        catch (SocketException)
        {
            throw new IOException($"Port {port} is in use.");
        }

        Start(program, arguments);
        while (!_process.HasExited)
        {
            if (await DevToolsSocket.TryConnectAsync(profile.Path, port, cancellationToken).ConfigureAwait(false) is { } channel)
            {
                return channel;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellationToken).ConfigureAwait(false);
        }

        throw new IOException("The browser ended before it answered.");
    }

    private void Start(string program, IEnumerable<string> arguments)
    {
        ProcessStartInfo start = _process.StartInfo;
        start.FileName = program;
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (string name in start.Environment.Keys.Where(IsSecret).ToArray())
        {
            start.Environment.Remove(name);
        }

        _process.Start();
    }

    // As the system browser is started: a desktop passes the focus on by a token of its own, which is none for a service.
    private static bool IsSecret(string name) => name is not "XDG_ACTIVATION_TOKEN"
        && (name.StartsWith("GAMEAUTH", StringComparison.OrdinalIgnoreCase)
            || ((string[])["TOKEN", "SECRET", "PASSWORD", "PASSPHRASE"]).Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase)));

    // A browser that spoke through a pipe has closed with it. One with a port knows nothing of the process that started it.
    private static async Task CloseLeftBehindAsync(string path)
    {
        using CancellationTokenSource limit = new(Goodbye, TimeProvider.System);
        DevToolsChannel? channel = await DevToolsSocket.TryConnectAsync(path, port: null, limit.Token).ConfigureAwait(false);
        await (channel is null ? Task.CompletedTask : CloseAsync(channel, limit.Token)).ConfigureAwait(false);
    }

    private static async Task CloseAsync(DevToolsChannel channel, CancellationToken cancellationToken)
    {
        try
        {
            await channel.SendAsync(DevToolsJson.Command(int.MaxValue, session: null, "Browser.close"), cancellationToken).ConfigureAwait(false);
            while (await channel.ReceiveAsync(cancellationToken).ConfigureAwait(false) is not null)
            {
            }
        }
        catch (Exception failure) when (failure is OperationCanceledException || DevToolsChannel.IsGone(failure))
        {
            // It has gone, or does not listen.
        }

        await channel.DisposeAsync().ConfigureAwait(false);
    }

    private void OnExit(object? sender, EventArgs e)
    {
        Kill();
        profile.DeleteNow();
    }

    private void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception gone) when (gone is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It has ended, or never started.
        }
    }

    private static SafeFileHandle OpenFifo(string path, FileAccess access) => File.OpenHandle(path, FileMode.Open, access, FileShare.ReadWrite);

    // It owns the file from here on, and reads and writes without holding a thread.
    private static AnonymousPipeClientStream OpenFifo(string path, PipeDirection direction)
    {
        SafeFileHandle file = OpenFifo(path, direction is PipeDirection.In ? FileAccess.Read : FileAccess.Write);
        SafePipeHandle pipe = new(file.DangerousGetHandle(), ownsHandle: true);
        file.SetHandleAsInvalid();
        return new AnonymousPipeClientStream(direction, pipe);
    }
}
