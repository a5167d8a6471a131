namespace GameAuth.Core.Tests.Storage.Crash;

/// <summary>A step on a directory that is not on the disk yet.</summary>
/// <param name="Name">The name that it sets.</param>
/// <param name="Node">The file or directory that the name then means; null where it means nothing.</param>
/// <param name="From">For a rename, the name that goes away with it.</param>
internal sealed record NameChange(string Name, object? Node, string? From = null)
{
    /// <summary>Not done or done; a rename may also be found half done, with the file under both names, but never under none.</summary>
    public int Choices => From is null ? 2 : 3;

    public void Apply(IDictionary<string, object> names, int choice)
    {
        if (choice == 0)
        {
            return;
        }

        if (Node is null)
        {
            names.Remove(Name);
        }
        else
        {
            names[Name] = Node;
        }

        if (choice == 1 && From is not null)
        {
            names.Remove(From);
        }
    }
}
