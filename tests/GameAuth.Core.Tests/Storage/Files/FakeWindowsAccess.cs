using GameAuth.Storage;

namespace GameAuth.Core.Tests.Storage;

/// <summary>Access lists as a test wants them, and what was done to them.</summary>
internal sealed class FakeWindowsAccess : IWindowsAccess
{
    public List<string> Steps { get; } = [];

    public string? Owner { get; init; }

    public bool Private { get; init; }

    public void CreateDirectory(string path)
    {
        Directory.CreateDirectory(path);
        Steps.Add("create");
    }

    public FileStream CreateFile(string path) => throw new NotSupportedException();

    public string? FindStranger(string path) => Owner;

    public bool IsPrivate(string path) => Private;

    public void MakePrivate(string path) => Steps.Add("make private");
}
