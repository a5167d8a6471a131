using System.Text;

namespace GameAuth.Torture;

/// <summary>A child's end of the pipes. A line is one write(2), so that it is with the parent wholly or not at all, whenever the child dies.</summary>
internal sealed class ChildPipe : IDisposable
{
    private readonly Stream _output = Console.OpenStandardOutput();
    private readonly StreamReader _input = new(Console.OpenStandardInput());

    public void Say(string line) => _output.Write(Encoding.UTF8.GetBytes(line + "\n"));

    /// <summary>The parent's next line; null when the parent is gone.</summary>
    public Task<string?> HearAsync() => _input.ReadLineAsync();

    public void Dispose()
    {
        _output.Dispose();
        _input.Dispose();
    }
}
