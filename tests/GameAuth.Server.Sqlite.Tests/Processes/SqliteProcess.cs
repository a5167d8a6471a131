using System.Diagnostics;

namespace GameAuth.Server.Sqlite.Tests.Processes;

/// <summary>A process of its own over the file: GameAuth.Server.Sqlite.Host.</summary>
internal sealed class SqliteProcess : IAsyncDisposable
{
    /// <summary>Only a process that hangs meets this limit.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;

    private SqliteProcess(Process process) => _process = process;

    public int Id => _process.Id;

    /// <summary>Starts it and waits until it has opened the file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="wrapper">A program with its arguments that starts the host in its turn; none for the host itself.</param>
    public static async Task<SqliteProcess> StartAsync(string path, params string[] wrapper)
    {
        string[] command = [.. wrapper, Path.Combine(AppContext.BaseDirectory, "GameAuth.Server.Sqlite.Host" + (OperatingSystem.IsWindows() ? ".exe" : "")), path];
        ProcessStartInfo start = new(command[0], command[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true };

        // The runtime keeps code in a file of memory, which a limit for the length of files would hit too.
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        SqliteProcess started = new(Process.Start(start)!);
        Assert.Equal("ready", await started.ReadAsync());
        return started;
    }

    /// <summary>Lets it run an operation, and returns its answer; null where it died without one.</summary>
    public async Task<string?> RunAsync(string operation)
    {
        await _process.StandardInput.WriteLineAsync(operation);
        return await ReadAsync();
    }

    /// <summary>Kills it as the kernel does (SIGKILL).</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(Patience);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.StandardInput.Close();
            if (!_process.WaitForExit(Patience))
            {
                await KillAsync();
            }
        }

        _process.Dispose();
    }

    private Task<string?> ReadAsync() => _process.StandardOutput.ReadLineAsync().WaitAsync(Patience);
}

/// <summary>A file that processes share, with a store of this process over it.</summary>
public abstract class SharedFile : IAsyncLifetime
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("gameauth-sqlite-");

    protected SharedFile() => Store = new SqliteSessionStore(new SqliteStoreOptions { Path = FilePath });

    protected string FilePath => Path.Combine(_directory.FullName, "sessions.db");

    protected SqliteSessionStore Store { get; }

    public Task InitializeAsync() => Store.OpenAsync(default).AsTask();

    public async Task DisposeAsync()
    {
        await Store.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    protected static FamilyId Id(string name) => new(Hash($"id {name}"));

    /// <summary>The same hash as the host's.</summary>
    protected static byte[] Hash(string text) => System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text));

    protected async Task<SessionFamily> FindAsync(string name) => (await Store.FindFamilyAsync(Id(name), default)).Family!;
}
