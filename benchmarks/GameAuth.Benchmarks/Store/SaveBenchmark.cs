using System.Buffers.Binary;
using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using GameAuth.Storage;

namespace GameAuth.Benchmarks.Store;

/// <summary>One durable save of a 4 KB row, sealing, lock and comparison of versions included, beside peers that save the bytes alone.</summary>
[MedianColumn]
public class SaveBenchmark
{
    private const int Saves = 32;

    private readonly byte[] _plain = RandomNumberGenerator.GetBytes(4096);
    private readonly RowKey _key = SealedRows.Key(1);
    private ScratchDirectory? _directory;
    private SealedRows? _rows;
    private SqliteRows? _sqlite;
    private MsalRows? _msal;
    private RowVersion _version;
    private long _count;

    // The in-process toolchain does not await a set-up.
    [GlobalSetup]
    public void Setup()
    {
        _directory = new ScratchDirectory();
        _rows = SealedRows.OpenAsync(_directory.Path).GetAwaiter().GetResult();
        _version = _rows.WriteAsync(_key, null, _plain).GetAwaiter().GetResult();
        _sqlite = new SqliteRows(_directory.Path);
        _msal = new MsalRows(_directory.Path);
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _sqlite!.Dispose();
        _directory!.Dispose();
    }

    [Benchmark(Baseline = true, Description = "temp + fsync + rename + fsync(dir)", OperationsPerInvoke = Saves)]
    public void Rename() => Repeat(() => TemporaryAndRename.Save(Path.Combine(_directory!.Path, "row"), Next()));

    // On the pool, where the engine saves too: a caller's own thread would be spared by a hop.
    [Benchmark(Description = "GameAuth file store, sealed", OperationsPerInvoke = Saves)]
    public Task SaveAsync() => Task.Run(async () =>
    {
        for (int i = 0; i < Saves; i++)
        {
            _version = await _rows!.WriteAsync(_key, _version, Next());
        }
    });

    [Benchmark(Description = "SQLite WAL, synchronous=FULL", OperationsPerInvoke = Saves)]
    public void Sqlite() => Repeat(() => _sqlite!.Save(Next()));

    [Benchmark(Description = "MSAL Extensions 4.92.0 (no flush)", OperationsPerInvoke = Saves)]
    public void Msal() => Repeat(() => _msal!.Save(Next()));

    private static void Repeat(Action save)
    {
        for (int i = 0; i < Saves; i++)
        {
            save();
        }
    }

    // SQLite writes nothing where nothing has changed.
    private byte[] Next()
    {
        BinaryPrimitives.WriteInt64LittleEndian(_plain, ++_count);
        return _plain;
    }
}
