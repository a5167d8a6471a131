using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using GameAuth.Storage;

namespace GameAuth.Benchmarks.Store;

/// <summary>Reading a 4 KB row and opening its seal, beside peers that read the bytes alone. Goal: under 20 us.</summary>
[MedianColumn]
public class ReadBenchmark
{
    private byte[] _plain = [];
    private readonly RowKey _key = SealedRows.Key(1);
    private ScratchDirectory? _directory;
    private SealedRows? _rows;
    private SqliteRows? _sqlite;
    private MsalRows? _msal;
    private Row _row;

    /// <summary>With the seal a row of 4,096 bytes fills two pages; one of 3,000 fills one.</summary>
    [Params(3000, 4096)]
    public int Bytes { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _plain = RandomNumberGenerator.GetBytes(Bytes);
        _directory = new ScratchDirectory();
        _rows = SealedRows.OpenAsync(_directory.Path).GetAwaiter().GetResult();
        RowVersion version = _rows.WriteAsync(_key, null, _plain).GetAwaiter().GetResult();
        _rows.WriteAsync(_key, version, _plain).GetAwaiter().GetResult();
        _row = _rows.Store.ReadAsync(_key, default).AsTask().GetAwaiter().GetResult();
        File.WriteAllBytes(Path.Combine(_directory.Path, "row"), _plain);
        _sqlite = new SqliteRows(_directory.Path);
        _sqlite.Save(_plain);
        _msal = new MsalRows(_directory.Path);
        _msal.Save(_plain);
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _sqlite!.Dispose();
        _directory!.Dispose();
    }

    [Benchmark(Baseline = true, Description = "File.ReadAllBytes")]
    public byte[] Plain() => File.ReadAllBytes(Path.Combine(_directory!.Path, "row"));

    [Benchmark(Description = "GameAuth file store, read and unseal")]
    public Task<byte[]> ReadAsync() => _rows!.ReadAsync(_key);

    [Benchmark(Description = "  of which the read")]
    public async Task<int> StoreAsync() => (await _rows!.Store.ReadAsync(_key, default)).Value.Length;

    [Benchmark(Description = "  of which the seal")]
    public RowState Unseal() => _rows!.Protector.Unprotect(_row.Value.Span, _key, _row.Version, out _);

    [Benchmark(Description = "SQLite, one row")]
    public byte[] Sqlite() => _sqlite!.Read();

    [Benchmark(Description = "MSAL Extensions 4.92.0, whole cache")]
    public byte[] Msal() => _msal!.Read();
}
