using GameAuth.Storage;

namespace GameAuth.Core.Tests.Storage;

/// <summary>What follows from Windows' access lists; the lists themselves are faked, so this runs anywhere.</summary>
public sealed class WindowsDirectoryTests : FileStoreFixture
{
    private static readonly string[] Own = ["store.json"];

    private List<string> Prepare(FakeWindowsAccess access)
    {
        WindowsDirectory.Prepare(Directory, Own, access);
        return access.Steps;
    }

    [Fact]
    public void A_missing_directory_is_made_private() => Assert.Equal(["create"], Prepare(new FakeWindowsAccess()));

    [Fact]
    public void An_empty_directory_that_inherits_is_made_private()
    {
        System.IO.Directory.CreateDirectory(Directory);
        Assert.Equal(["make private"], Prepare(new FakeWindowsAccess()));
    }

    [Fact]
    public void A_store_of_before_that_inherits_is_made_private()
    {
        System.IO.Directory.CreateDirectory(Directory);
        File.WriteAllText(Path.Combine(Directory, "store.json"), "{}");
        Assert.Equal(["make private"], Prepare(new FakeWindowsAccess()));
    }

    [Fact]
    public void A_private_directory_is_left_as_it_is()
    {
        System.IO.Directory.CreateDirectory(Directory);
        Assert.Empty(Prepare(new FakeWindowsAccess { Private = true }));
    }

    [Fact]
    public void A_directory_with_other_files_is_refused_and_left_as_it_is()
    {
        System.IO.Directory.CreateDirectory(Directory);
        File.WriteAllText(Path.Combine(Directory, "photo.png"), "someone's");
        FakeWindowsAccess access = new();
        Assert.Contains(Directory, Assert.Throws<CredentialStoreException>(() => Prepare(access)).Message, StringComparison.Ordinal);
        Assert.Empty(access.Steps);
    }

    [Fact]
    public void A_directory_of_another_user_is_refused_even_if_it_looks_private()
    {
        System.IO.Directory.CreateDirectory(Directory);
        FakeWindowsAccess access = new() { Private = true, Owner = "S-1-5-21-1-2-3-1001" };
        Assert.Contains("S-1-5-21-1-2-3-1001", Assert.Throws<CredentialStoreException>(() => Prepare(access)).Message, StringComparison.Ordinal);
    }
}

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

    public string? FindOtherOwner(string path) => Owner;

    public bool IsPrivate(string path) => Private;

    public void MakePrivate(string path) => Steps.Add("make private");
}
