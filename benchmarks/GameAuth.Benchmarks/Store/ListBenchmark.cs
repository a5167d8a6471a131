using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using GameAuth.Storage;

namespace GameAuth.Benchmarks.Store;

/// <summary>Listing 10,000 sealed account rows of 600 bytes and opening each, beside reading as many files in turn. Goal: under 100 ms.</summary>
[MedianColumn]
public class ListBenchmark
{
    private const int Rows = 10_000;

    private ScratchDirectory? _directory;
    private SealedRows? _rows;

    [GlobalSetup]
    public void Setup() => SetupAsync().GetAwaiter().GetResult();

    [GlobalCleanup]
    public void Cleanup() => _directory!.Dispose();

    [Benchmark(Baseline = true, Description = "File.ReadAllBytes of each")]
    public long Plain()
    {
        long length = 0;
        foreach (string path in Directory.EnumerateFiles(Path.Combine(_rows!.Store.Directory, "entries")))
        {
            length += File.ReadAllBytes(path).Length;
        }

        return length;
    }

    [Benchmark(Description = "GameAuth file store, list and unseal")]
    public async Task<int> ListAsync() => await _rows!.CountAsync() == Rows ? Rows : throw new InvalidOperationException("Rows are missing.");

    private async Task SetupAsync()
    {
        _directory = new ScratchDirectory();
        _rows = await SealedRows.OpenAsync(_directory.Path);
        byte[] plain = RandomNumberGenerator.GetBytes(600);
        await Parallel.ForAsync(0, Rows, async (number, _) =>
        {
            RowKey key = SealedRows.Key(number);
            RowVersion version = await _rows.WriteAsync(key, null, plain);
            await _rows.WriteAsync(key, version, plain);
        });
    }
}
