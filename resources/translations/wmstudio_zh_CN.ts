<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" sourcelanguage="en" language="zh_CN">
  <context>
    <name>wmstudio</name>
    <message>
      <source>main</source>
      <translation>主分支</translation>
    </message>
    <message>
      <source>The text needs this key: hold Ctrl or Alt as well, or use F1 to F12.</source>
      <translation>文本需要这个键：请同时按住 Ctrl 或 Alt，或者改用 F1 到 F12。</translation>
    </message>
    <message>
      <source>On many keyboards Ctrl+Alt is the same as AltGr, which types characters such as €.</source>
      <translation>在许多键盘上，Ctrl+Alt 等同于 AltGr，用来输入 € 之类的字符。</translation>
    </message>
    <message>
      <source>The desktop uses these keys itself.</source>
      <translation>桌面环境自己要用这些键。</translation>
    </message>
    <message>
      <source>Automatic</source>
      <translation>自动</translation>
    </message>
    <message>
      <source>CPU</source>
      <translation>CPU</translation>
    </message>
    <message>
      <source>CUDA (NVIDIA)</source>
      <translation>CUDA（NVIDIA）</translation>
    </message>
    <message>
      <source>MPS (Apple)</source>
      <translation>MPS（Apple）</translation>
    </message>
    <message>
      <source>Compute on a graphics card if there is one, otherwise on the processor</source>
      <translation>有显卡时在显卡上计算，否则在处理器上计算</translation>
    </message>
    <message>
      <source>Compute on the processor</source>
      <translation>在处理器上计算</translation>
    </message>
    <message>
      <source>Compute on an NVIDIA graphics card</source>
      <translation>在 NVIDIA 显卡上计算</translation>
    </message>
    <message>
      <source>Compute on Apple's graphics processor</source>
      <translation>在 Apple 图形处理器上计算</translation>
    </message>
    <message>
      <source>Same as the system</source>
      <translation>与系统相同</translation>
    </message>
    <message>
      <source>Dark</source>
      <translation>深色</translation>
    </message>
    <message>
      <source>Light</source>
      <translation>浅色</translation>
    </message>
    <message>
      <source>Dark, high contrast</source>
      <translation>深色，高对比度</translation>
    </message>
    <message>
      <source>Light, high contrast</source>
      <translation>浅色，高对比度</translation>
    </message>
    <message>
      <source>Use the system's colours</source>
      <translation>使用系统的颜色</translation>
    </message>
    <message>
      <source>Light text on a dark background</source>
      <translation>深色背景上的浅色文字</translation>
    </message>
    <message>
      <source>Dark text on a light background</source>
      <translation>浅色背景上的深色文字</translation>
    </message>
    <message>
      <source>White text and bright marks on black</source>
      <translation>黑色背景上的白色文字和明亮标记</translation>
    </message>
    <message>
      <source>Black text and dark marks on white</source>
      <translation>白色背景上的黑色文字和深色标记</translation>
    </message>
    <message>
      <source>Move the cursor to a token first. There is nothing to show before the first one.</source>
      <translation>请先把游标移到一个词元上。第一个词元之前没有可显示的内容。</translation>
    </message>
    <message>
      <source>There are no tokens in sight. Type some text, or scroll to it.</source>
      <translation>视野内没有词元。请输入一些文本，或滚动到有文本的地方。</translation>
    </message>
    <message>
      <source>The model has not read all of this yet. Try again in a moment.</source>
      <translation>模型还没有读完这一段。请稍后再试。</translation>
    </message>
    <message>
      <source>These are too many values to be read exactly from another machine: take fewer.</source>
      <translation>数值太多，无法从另一台计算机精确读取：请少取一些。</translation>
    </message>
    <message>
      <source>Something went wrong inside the program ({a})</source>
      <translation>程序内部出错（{a}）</translation>
    </message>
    <message>
      <source>Something went wrong inside the program ({a}).</source>
      <translation>程序内部出错（{a}）。</translation>
    </message>
    <message>
      <source>The device {a} does not work ({b}); running on the CPU instead.</source>
      <translation>设备 {a} 不能工作（{b}）；改在 CPU 上运行。</translation>
    </message>
    <message>
      <source>{a}: accuracy {b}</source>
      <translation>{a}：准确率 {b}</translation>
    </message>
    <message>
      <source>{a}: mean accuracy {b}</source>
      <translation>{a}：平均准确率 {b}</translation>
    </message>
    <message>
      <source>{a}: measured already</source>
      <translation>{a}：已测量过</translation>
    </message>
    <message>
      <source>a text</source>
      <translation>文本</translation>
    </message>
    <message>
      <source>a list</source>
      <translation>列表</translation>
    </message>
    <message>
      <source>a table</source>
      <translation>表</translation>
    </message>
    <message>
      <source>true or false</source>
      <translation>true 或 false</translation>
    </message>
    <message>
      <source>No such file or directory</source>
      <translation>没有这个文件或文件夹</translation>
    </message>
    <message>
      <source>Permission denied</source>
      <translation>权限不足</translation>
    </message>
    <message>
      <source>Operation not permitted</source>
      <translation>不允许此操作</translation>
    </message>
    <message>
      <source>No space left on device</source>
      <translation>磁盘空间不足</translation>
    </message>
    <message>
      <source>Disk quota exceeded</source>
      <translation>超出磁盘配额</translation>
    </message>
    <message>
      <source>Read-only file system</source>
      <translation>文件系统是只读的</translation>
    </message>
    <message>
      <source>Is a directory</source>
      <translation>这是一个文件夹</translation>
    </message>
    <message>
      <source>Not a directory</source>
      <translation>这不是文件夹</translation>
    </message>
    <message>
      <source>File exists</source>
      <translation>文件已存在</translation>
    </message>
    <message>
      <source>File name too long</source>
      <translation>文件名太长</translation>
    </message>
    <message>
      <source>Input/output error</source>
      <translation>输入/输出错误</translation>
    </message>
    <message>
      <source>Cannot allocate memory</source>
      <translation>内存不足</translation>
    </message>
    <message>
      <source>Too many open files</source>
      <translation>打开的文件太多</translation>
    </message>
    <message>
      <source>Address already in use</source>
      <translation>地址已被占用</translation>
    </message>
    <message>
      <source>Connection refused</source>
      <translation>连接被拒绝</translation>
    </message>
    <message>
      <source>Connection reset by peer</source>
      <translation>连接被对方重置</translation>
    </message>
    <message>
      <source>Broken pipe</source>
      <translation>管道已断开</translation>
    </message>
    <message>
      <source>argument {a}: {b}</source>
      <translation>参数 {a}：{b}</translation>
    </message>
    <message>
      <source>the following arguments are required: {a}</source>
      <translation>缺少以下参数：{a}</translation>
    </message>
    <message>
      <source>one of the arguments {a} is required</source>
      <translation>必须给出参数 {a} 之一</translation>
    </message>
    <message>
      <source>unrecognized arguments: {a}</source>
      <translation>无法识别的参数：{a}</translation>
    </message>
    <message>
      <source>not allowed with argument {a}</source>
      <translation>不能与参数 {a} 同时使用</translation>
    </message>
    <message>
      <source>expected one argument</source>
      <translation>需要一个参数值</translation>
    </message>
    <message>
      <source>expected at least one argument</source>
      <translation>至少需要一个参数值</translation>
    </message>
    <message>
      <source>expected {a} arguments</source>
      <translation>需要 {a} 个参数值</translation>
    </message>
    <message>
      <source>ambiguous option: {a} could match {b}</source>
      <translation>选项 {a} 不明确，可能是 {b}</translation>
    </message>
    <message>
      <source>ignored explicit argument {a}</source>
      <translation>多余的参数值 {a}</translation>
    </message>
    <message>
      <source>invalid choice: {a} (choose from {b})</source>
      <translation>无效的选择：{a}（可选：{b}）</translation>
    </message>
    <message>
      <source>invalid {a} value: {b}</source>
      <translation>无效的 {a} 值：{b}</translation>
    </message>
    <message>
      <source>{a}: {b}</source>
      <translation>{a}：{b}</translation>
    </message>
    <message>
      <source>{a}.</source>
      <translation>{a}。</translation>
    </message>
    <message>
      <source>Appearance</source>
      <translation>外观</translation>
    </message>
    <message>
      <source>Text</source>
      <translation>文本</translation>
    </message>
    <message>
      <source>Model</source>
      <translation>模型</translation>
    </message>
    <message>
      <source>Generating</source>
      <translation>生成</translation>
    </message>
    <message>
      <source>Program</source>
      <translation>程序</translation>
    </message>
    <message>
      <source>1.25 times</source>
      <translation>1.25 倍</translation>
    </message>
    <message>
      <source>1.5 times</source>
      <translation>1.5 倍</translation>
    </message>
    <message>
      <source>Twice</source>
      <translation>两倍</translation>
    </message>
    <message>
      <source>On</source>
      <translation>开</translation>
    </message>
    <message>
      <source>Off</source>
      <translation>关</translation>
    </message>
    <message>
      <source>Serif</source>
      <translation>衬线体</translation>
    </message>
    <message>
      <source>Monospace</source>
      <translation>等宽字体</translation>
    </message>
    <message>
      <source>Last opened model</source>
      <translation>上次打开的模型</translation>
    </message>
    <message>
      <source>Included model</source>
      <translation>自带的模型</translation>
    </message>
    <message>
      <source>Present in full screen, with text and panels enlarged and no bars (Esc goes back)</source>
      <translation>全屏演示：放大文本和面板，隐藏各种栏（按 Esc 返回）</translation>
    </message>
    <message>
      <source>A large text, and around it the next token, the memory and the gates</source>
      <translation>大字号的文本，周围是下一个词元、记忆和门控</translation>
    </message>
    <message>
      <source>What the memory holds, and where the model looks back</source>
      <translation>记忆里有什么，模型回看哪里</translation>
    </message>
    <message>
      <source>What an intervention changes at every token, or a second model on the same text</source>
      <translation>一次干预在每个词元上改变了什么，或者另一个模型怎样读同一文本</translation>
    </message>
    <message>
      <source>Which units follow what is selected in the text</source>
      <translation>哪些单元跟随文本中选中的内容</translation>
    </message>
    <message>
      <source>How the model was trained, beside how it reads the text</source>
      <translation>模型是怎样训练的，以及它怎样读这段文本</translation>
    </message>
    <message>
      <source>token</source>
      <translation>词元</translation>
    </message>
    <message>
      <source>bits of each token, given all tokens before it; higher is less expected</source>
      <translation>在已知前面所有词元的条件下，每个词元的比特数；越高越出乎意料</translation>
    </message>
    <message>
      <source>how uncertain the next token is, in expected bits, after each token</source>
      <translation>读完每个词元后，下一个词元有多不确定，以期望比特数计</translation>
    </message>
    <message>
      <source>how probable each token was, given all tokens before it</source>
      <translation>在已知前面所有词元的条件下，每个词元的概率</translation>
    </message>
    <message>
      <source>rank of each token among all candidates; 1 is the most probable</source>
      <translation>每个词元在所有候选中的排名；1 表示概率最大</translation>
    </message>
    <message>
      <source>bits that each token costs more than without the edits; below 0 it costs less</source>
      <translation>每个词元比没有编辑时多用的比特数；小于 0 表示更少</translation>
    </message>
    <message>
      <source>surprise</source>
      <translation>意外度</translation>
    </message>
    <message>
      <source>uncertainty</source>
      <translation>不确定度</translation>
    </message>
    <message>
      <source>probability</source>
      <translation>概率</translation>
    </message>
    <message>
      <source>rank</source>
      <translation>排名</translation>
    </message>
    <message>
      <source>change in surprise</source>
      <translation>意外度的变化</translation>
    </message>
    <message>
      <source>bits</source>
      <translation>比特</translation>
    </message>
    <message>
      <source>training loss</source>
      <translation>训练损失</translation>
    </message>
    <message>
      <source>nats per token</source>
      <translation>每词元奈特数</translation>
    </message>
    <message>
      <source>nats per answer</source>
      <translation>每个答案的奈特数</translation>
    </message>
    <message>
      <source>validation</source>
      <translation>验证</translation>
    </message>
    <message>
      <source>bits per byte</source>
      <translation>每字节比特数</translation>
    </message>
    <message>
      <source>perplexity per word</source>
      <translation>每词困惑度</translation>
    </message>
    <message>
      <source>accuracy</source>
      <translation>正确率</translation>
    </message>
    <message>
      <source>%</source>
      <translation>%</translation>
    </message>
    <message>
      <source>targets written exactly</source>
      <translation>完全写对的目标</translation>
    </message>
    <message>
      <source>discriminator accuracy</source>
      <translation>判别器正确率</translation>
    </message>
    <message>
      <source>validation loss</source>
      <translation>验证损失</translation>
    </message>
    <message>
      <source>Order: unit number</source>
      <translation>排序：单元编号</translation>
    </message>
    <message>
      <source>Order: most active first</source>
      <translation>排序：最活跃的在前</translation>
    </message>
    <message>
      <source>Order: most varying first</source>
      <translation>排序：变化最大的在前</translation>
    </message>
    <message>
      <source>Order: correlation with the span</source>
      <translation>排序：与区间的相关性</translation>
    </message>
    <message>
      <source>Order: similarity</source>
      <translation>排序：相似度</translation>
    </message>
    <message>
      <source>Order: found units first</source>
      <translation>排序：找到的单元在前</translation>
    </message>
    <message>
      <source>{tip} ({keys})</source>
      <translation>{tip}（{keys}）</translation>
    </message>
    <message>
      <source>Close</source>
      <translation>关闭</translation>
    </message>
    <message>
      <source>Panel</source>
      <translation>面板</translation>
    </message>
    <message>
      <source>{name}: model</source>
      <translation>{name}：模型</translation>
    </message>
    <message>
      <source>{name}: question</source>
      <translation>{name}：问题</translation>
    </message>
    <message>
      <source>{name}: value under the pointer</source>
      <translation>{name}：指针处的值</translation>
    </message>
    <message>
      <source>Actions for {panel}</source>
      <translation>“{panel}”的操作</translation>
    </message>
    <message>
      <source>Options of {panel}, and what can be done with it</source>
      <translation>“{panel}”的选项，以及可以对它做的事</translation>
    </message>
    <message>
      <source>{name}: options</source>
      <translation>{name}：选项</translation>
    </message>
    <message>
      <source>Options…</source>
      <translation>选项…</translation>
    </message>
    <message>
      <source>wait</source>
      <translation>等待</translation>
    </message>
    <message>
      <source>tokenise</source>
      <translation>分词</translation>
    </message>
    <message>
      <source>prefix</source>
      <translation>前缀</translation>
    </message>
    <message>
      <source>restore</source>
      <translation>恢复</translation>
    </message>
    <message>
      <source>run</source>
      <translation>计算</translation>
    </message>
    <message>
      <source>record</source>
      <translation>记录</translation>
    </message>
    <message>
      <source>hand over</source>
      <translation>交付</translation>
    </message>
    <message>
      <source>draw</source>
      <translation>绘图</translation>
    </message>
    <message>
      <source>paint</source>
      <translation>上屏</translation>
    </message>
    <message>
      <source>other</source>
      <translation>其他</translation>
    </message>
    <message>
      <source>Close this notice; the Help menu keeps it</source>
      <translation>关闭这条通知；“帮助”菜单里仍能看到它</translation>
    </message>
    <message>
      <source>Notice</source>
      <translation>通知</translation>
    </message>
    <message>
      <source>Unread notices</source>
      <translation>未读通知</translation>
    </message>
    <message>
      <source>Details</source>
      <translation>详情</translation>
    </message>
    <message>
      <source>Show all details</source>
      <translation>显示全部详情</translation>
    </message>
    <message>
      <source>Close this notice</source>
      <translation>关闭这条通知</translation>
    </message>
    <message>
      <source>Details of the notice</source>
      <translation>通知的详情</translation>
    </message>
    <message>
      <source>Message</source>
      <translation>消息</translation>
    </message>
    <message>
      <source>{n} more</source>
      <translation>还有 {n} 条</translation>
    </message>
    <message>
      <source>Earlier notices</source>
      <translation>以前的通知</translation>
    </message>
    <message>
      <source>The whole notice</source>
      <translation>通知全文</translation>
    </message>
    <message>
      <source>There have been no notices since the start.</source>
      <translation>启动以来没有通知。</translation>
    </message>
    <message>
      <source>Copy all</source>
      <translation>全部复制</translation>
    </message>
    <message>
      <source>When</source>
      <translation>时间</translation>
    </message>
    <message>
      <source>part of a character</source>
      <translation>字符的一部分</translation>
    </message>
    <message>
      <source>{bytes} {n}/{of} of a character</source>
      <translation>{bytes}，字符的第 {n}/{of} 字节</translation>
    </message>
    <message>
      <source>space</source>
      <translation>空格</translation>
    </message>
    <message>
      <source>new line</source>
      <translation>换行</translation>
    </message>
    <message>
      <source>tab</source>
      <translation>制表符</translation>
    </message>
    <message>
      <source>comma</source>
      <translation>逗号</translation>
    </message>
    <message>
      <source>full stop</source>
      <translation>句号</translation>
    </message>
    <message>
      <source>colon</source>
      <translation>冒号</translation>
    </message>
    <message>
      <source>semicolon</source>
      <translation>分号</translation>
    </message>
    <message>
      <source>exclamation</source>
      <translation>感叹号</translation>
    </message>
    <message>
      <source>question</source>
      <translation>问号</translation>
    </message>
    <message>
      <source>quote</source>
      <translation>引号</translation>
    </message>
    <message>
      <source>opening quote</source>
      <translation>左引号</translation>
    </message>
    <message>
      <source>closing quote</source>
      <translation>右引号</translation>
    </message>
    <message>
      <source>apostrophe</source>
      <translation>撇号</translation>
    </message>
    <message>
      <source>hyphen</source>
      <translation>连字符</translation>
    </message>
    <message>
      <source>dash</source>
      <translation>破折号</translation>
    </message>
    <message>
      <source>ellipsis</source>
      <translation>省略号</translation>
    </message>
    <message>
      <source>bracket</source>
      <translation>括号</translation>
    </message>
    <message>
      <source>token {token} “{piece}”</source>
      <translation>词元 {token} “{piece}”</translation>
    </message>
    <message>
      <source>Running task</source>
      <translation>正在进行的任务</translation>
    </message>
    <message>
      <source>Progress of the task</source>
      <translation>任务进度</translation>
    </message>
    <message>
      <source>Progress</source>
      <translation>进度</translation>
    </message>
    <message>
      <source>Cancel running task</source>
      <translation>取消正在进行的任务</translation>
    </message>
    <message>
      <source>{what}: stopping…</source>
      <translation>{what}：正在停止…</translation>
    </message>
    <message>
      <source>{what} (and {n} more)</source>
      <translation>{what}（另有 {n} 项）</translation>
    </message>
    <message>
      <source>feature {n}</source>
      <translation>特征 {n}</translation>
    </message>
    <message>
      <source>gate {n}</source>
      <translation>门 {n}</translation>
    </message>
    <message>
      <source>head {n}</source>
      <translation>头 {n}</translation>
    </message>
    <message>
      <source>item {n}</source>
      <translation>项 {n}</translation>
    </message>
    <message>
      <source>key feature {n}</source>
      <translation>键特征 {n}</translation>
    </message>
    <message>
      <source>layer {n}</source>
      <translation>第 {n} 层</translation>
    </message>
    <message>
      <source>level {n}</source>
      <translation>第 {n} 层</translation>
    </message>
    <message>
      <source>slot {n}</source>
      <translation>槽 {n}</translation>
    </message>
    <message>
      <source>unit {n}</source>
      <translation>单元 {n}</translation>
    </message>
    <message>
      <source>value feature {n}</source>
      <translation>值特征 {n}</translation>
    </message>
    <message>
      <source>Interventions are left out here.</source>
      <translation>此处不计干预。</translation>
    </message>
    <message>
      <source>no number</source>
      <translation>不是数</translation>
    </message>
    <message>
      <source>piece “{piece}”, id {id}</source>
      <translation>片段“{piece}”，编号 {id}</translation>
    </message>
    <message>
      <source>first in, first out</source>
      <translation>先进先出</translation>
    </message>
    <message>
      <source>least recently read</source>
      <translation>最久未读者先出</translation>
    </message>
    <message>
      <source>weakest</source>
      <translation>最弱者先出</translation>
    </message>
    <message>
      <source>≈ a choice among {n:,}</source>
      <translation>≈ 在 {n:,} 个里选一个</translation>
    </message>
    <message>
      <source>kept, of all that fits</source>
      <translation>保留比例</translation>
    </message>
    <message>
      <source>lost by the next write</source>
      <translation>写入丢失</translation>
    </message>
    <message>
      <source>spread of the read</source>
      <translation>读取分散</translation>
    </message>
    <message>
      <source>Opening {name}…</source>
      <translation>正在打开 {name}…</translation>
    </message>
    <message>
      <source>nearly certain</source>
      <translation>几乎确定</translation>
    </message>
    <message>
      <source>memory use</source>
      <translation>记忆使用情况</translation>
    </message>
    <message>
      <source>push</source>
      <translation>压入</translation>
    </message>
    <message>
      <source>pop</source>
      <translation>弹出</translation>
    </message>
    <message>
      <source>no-op</source>
      <translation>不动</translation>
    </message>
    <message>
      <source>on</source>
      <translation>开</translation>
    </message>
    <message>
      <source>off</source>
      <translation>关</translation>
    </message>
    <message>
      <source>Continue the text</source>
      <translation>续写文本</translation>
    </message>
    <message>
      <source>Stop</source>
      <translation>停止</translation>
    </message>
    <message>
      <source>How the text is continued</source>
      <translation>怎样续写文本</translation>
    </message>
    <message>
      <source>all</source>
      <translation>全部</translation>
    </message>
    <message>
      <source>Length, temperature, top-k, top-p and seed</source>
      <translation>长度、温度、top-k、top-p 和随机种子</translation>
    </message>
    <message>
      <source>Freedom (temperature)</source>
      <translation>自由度（温度）</translation>
    </message>
    <message>
      <source>0 always chooses the most probable token</source>
      <translation>0 总是选择概率最大的词元</translation>
    </message>
    <message>
      <source>Choose among the likeliest (top-k)</source>
      <translation>在最可能的词元中选择（top-k）</translation>
    </message>
    <message>
      <source>Choose among this many most probable tokens; 0 means all</source>
      <translation>只在这么多个概率最大的词元中选择；0 表示全部</translation>
    </message>
    <message>
      <source>Leave out the unlikely (top-p)</source>
      <translation>去掉不太可能的（top-p）</translation>
    </message>
    <message>
      <source>Choose among the most probable tokens that together reach this probability</source>
      <translation>在概率之和达到这个值的最可能词元中选择</translation>
    </message>
    <message>
      <source>Start number (seed)</source>
      <translation>起始数（随机种子）</translation>
    </message>
    <message>
      <source>The same seed gives the same text</source>
      <translation>相同的种子得到相同的文本</translation>
    </message>
    <message>
      <source>Length, in tokens</source>
      <translation>长度，以词元计</translation>
    </message>
    <message>
      <source>Generate at most this many tokens</source>
      <translation>最多生成这么多个词元</translation>
    </message>
    <message>
      <source>Open checkpoint</source>
      <translation>打开检查点</translation>
    </message>
    <message>
      <source>Open model file</source>
      <translation>打开模型文件</translation>
    </message>
    <message>
      <source>The model that reads the text</source>
      <translation>读文本的模型</translation>
    </message>
    <message>
      <source>Bundled</source>
      <translation>自带</translation>
    </message>
    <message>
      <source>Recent</source>
      <translation>最近</translation>
    </message>
    <message>
      <source>no model</source>
      <translation>没有模型</translation>
    </message>
    <message>
      <source>No model is included. Open one from its folder (Model, Open model folder).</source>
      <translation>程序没有自带模型。请从文件夹打开一个（模型 → 打开模型文件夹）。</translation>
    </message>
    <message>
      <source>{name} is on {server}: connect to it first (Model, Connect).</source>
      <translation>{name} 在 {server} 上：请先连接（“模型”→“连接”）。</translation>
    </message>
    <message>
      <source>{name} was not opened, because another model was chosen.</source>
      <translation>未打开 {name}，因为选择了另一个模型。</translation>
    </message>
    <message>
      <source>The connection was ended.</source>
      <translation>连接已断开。</translation>
    </message>
    <message>
      <source>With another model</source>
      <translation>与另一个模型</translation>
    </message>
    <message>
      <source>Model to compare with the first</source>
      <translation>与第一个模型比较的模型</translation>
    </message>
    <message>
      <source>Compare with another model</source>
      <translation>与另一个模型比较</translation>
    </message>
    <message>
      <source>{model}, untouched</source>
      <translation>{model}，未改动</translation>
    </message>
    <message>
      <source>Branches and bookmarks</source>
      <translation>分支和书签</translation>
    </message>
    <message>
      <source>Delete</source>
      <translation>删除</translation>
    </message>
    <message>
      <source>Rename</source>
      <translation>重命名</translation>
    </message>
    <message>
      <source>Branch</source>
      <translation>分支</translation>
    </message>
    <message>
      <source>continues with</source>
      <translation>接下来是</translation>
    </message>
    <message>
      <source>at {place:,}</source>
      <translation>位于 {place:,}</translation>
    </message>
    <message>
      <source>current</source>
      <translation>当前</translation>
    </message>
    <message>
      <source>branch</source>
      <translation>分支</translation>
    </message>
    <message>
      <source>place {n}</source>
      <translation>位置 {n}</translation>
    </message>
    <message>
      <source>The text is open. Its model {name} is made by the Python file {place}, which has not been run.</source>
      <translation>文本已打开。它的模型 {name} 由 Python 文件 {place} 生成，该文件没有运行。</translation>
    </message>
    <message>
      <source>The text was read with {name}, a model that the Python file {place} makes. Opening it runs this file, which may do anything on this computer. Run it only if you know where it comes from.</source>
      <translation>读这段文本的是 {name}，一个由 Python 文件 {place} 生成的模型。打开它会运行这个文件，而文件可以在这台电脑上做任何事。只有知道文件的来源时才运行它。</translation>
    </message>
    <message>
      <source>Run a Python file?</source>
      <translation>运行一个 Python 文件？</translation>
    </message>
    <message>
      <source>There are no interventions in force. Make one first, and then continue both ways.</source>
      <translation>没有生效的干预。请先做一次干预，再用两种方式续写。</translation>
    </message>
    <message>
      <source>The text was changed, so the two continuations were given up.</source>
      <translation>文本已改变，所以放弃了两种续写。</translation>
    </message>
    <message>
      <source>with interventions</source>
      <translation>有干预</translation>
    </message>
    <message>
      <source>untouched</source>
      <translation>未改动</translation>
    </message>
    <message>
      <source>A file is being read or saved. Wait until it is finished, or cancel it.</source>
      <translation>正在读取或保存一个文件。请等它完成，或取消它。</translation>
    </message>
    <message>
      <source>Text (*.txt *.md *.text);;All files (*)</source>
      <translation>文本 (*.txt *.md *.text);;所有文件 (*)</translation>
    </message>
    <message>
      <source>Untitled</source>
      <translation>未命名</translation>
    </message>
    <message>
      <source>The branches of the text could not be read, so it has none now.</source>
      <translation>无法读取文本的分支，所以现在没有分支。</translation>
    </message>
    <message>
      <source>Save text</source>
      <translation>保存文本</translation>
    </message>
    <message>
      <source>Reading {file}</source>
      <translation>正在读取 {file}</translation>
    </message>
    <message>
      <source>Saving {file}</source>
      <translation>正在保存 {file}</translation>
    </message>
    <message numerus="yes">
      <source>{file} has {n} more branches, which are lost when it is closed. Continue without them?</source>
      <translation>
        <numerusform>{file} 还有 {n} 个分支，关闭后就会丢失。不保留它们，继续吗？</numerusform>
      </translation>
    </message>
    <message>
      <source>{file} was changed by another program, and is open as it is now.</source>
      <translation>另一个程序修改了 {file}，打开的是它现在的内容。</translation>
    </message>
    <message>
      <source>Open text</source>
      <translation>打开文本</translation>
    </message>
    <message>
      <source>{file} has unsaved changes. Save them first?</source>
      <translation>{file} 有未保存的修改。要先保存吗？</translation>
    </message>
    <message>
      <source>A draft is in use on the computer {host}. Open it there.</source>
      <translation>有一份草稿正在电脑 {host} 上使用。请在那里打开它。</translation>
    </message>
    <message>
      <source>An autosaved text could not be read: it is kept as {file}, where a text editor may still show it.</source>
      <translation>一份自动保存的文本无法读取：已保留为 {file}，用文本编辑器也许仍能看到其内容。</translation>
    </message>
    <message>
      <source>The autosaved text in {file} could not be read and is left there: it may be of a newer version of WM Studio.</source>
      <translation>无法读取 {file} 中自动保存的文本，它留在原处：它可能来自更新版本的 WM Studio。</translation>
    </message>
    <message>
      <source>What was open with the autosaved text could not be read and was not restored.</source>
      <translation>与自动保存的文本一同打开的内容无法读取，因此没有恢复。</translation>
    </message>
    <message>
      <source>What was open with the autosaved text could not be read and was not restored: the whole draft is kept as {file}.</source>
      <translation>与自动保存的文本一同打开的内容无法读取，因此没有恢复：整份草稿已保留为 {file}。</translation>
    </message>
    <message>
      <source>The text could not be autosaved. Save it to a file.</source>
      <translation>无法自动保存文本。请把它保存到文件。</translation>
    </message>
    <message>
      <source>The text will not be kept when the program closes: {why}.</source>
      <translation>程序关闭时不会保留文本：{why}。</translation>
    </message>
    <message>
      <source>Another window is using this draft now.</source>
      <translation>现在另一个窗口正在使用这份草稿。</translation>
    </message>
    <message>
      <source>The texts are the same except for their line endings.</source>
      <translation>两份文本除了换行符之外完全相同。</translation>
    </message>
    <message>
      <source>The texts are the same. The sessions differ in something else, such as branches, the model, edits or panels.</source>
      <translation>文本相同。两个会话的差别在别处，例如分支、模型、编辑或面板。</translation>
    </message>
    <message>
      <source>Question about the file</source>
      <translation>关于文件的问题</translation>
    </message>
    <message>
      <source>{file} has been changed by another program since it was opened or saved in this window.</source>
      <translation>在这个窗口打开或保存 {file} 之后，另一个程序修改了它。</translation>
    </message>
    <message>
      <source>{file} on disk</source>
      <translation>磁盘上的 {file}</translation>
    </message>
    <message>
      <source>{file} in this window</source>
      <translation>这个窗口里的 {file}</translation>
    </message>
    <message>
      <source>Difference</source>
      <translation>差异</translation>
    </message>
    <message>
      <source>A draft of {file} contains newer text that was never saved.</source>
      <translation>{file} 的一份草稿里有较新的、从未保存的文本。</translation>
    </message>
    <message>
      <source>A draft with different text of {file} is in use on the computer {host}.</source>
      <translation>{file} 的一份内容不同的草稿正在电脑 {host} 上使用。</translation>
    </message>
    <message>
      <source>{file} is open in another window, with unsaved changes.</source>
      <translation>{file} 已在另一个窗口打开，并有未保存的修改。</translation>
    </message>
    <message>
      <source>Save anyway</source>
      <translation>仍然保存</translation>
    </message>
    <message>
      <source>Keep both</source>
      <translation>两者都保留</translation>
    </message>
    <message>
      <source>Show the difference</source>
      <translation>显示差异</translation>
    </message>
    <message>
      <source>Open the draft</source>
      <translation>打开草稿</translation>
    </message>
    <message>
      <source>The text is open, but its model {name} is no longer at {place}. Choose the folder where it is now.</source>
      <translation>文本已打开，但它的模型 {name} 已不在 {place}。请选择它现在所在的文件夹。</translation>
    </message>
    <message>
      <source>The text is open, but the model {name} at {place} is not the one that the session was saved with. Choose the right folder.</source>
      <translation>文本已打开，但 {place} 的模型 {name} 不是保存会话时的那个。请选择正确的文件夹。</translation>
    </message>
    <message>
      <source>The text is open. The session does not identify its model {name} at {place}. Choose its folder to open it.</source>
      <translation>文本已打开。会话没有标明 {place} 处的模型 {name}。要打开它，请选择它的文件夹。</translation>
    </message>
    <message>
      <source>The text is open, but its model {name} is no longer at {place}. What was done to the memory of that model is not restored.</source>
      <translation>文本已打开，但它的模型 {name} 已不在 {place}。对那个模型的记忆所做的改动没有恢复。</translation>
    </message>
    <message>
      <source>The text is open, but the model {name} is not the one that read it before. What was done to the memory of that model is not restored.</source>
      <translation>文本已打开，但模型 {name} 不是以前读它的那个。对那个模型的记忆所做的改动没有恢复。</translation>
    </message>
    <message>
      <source>{file} still names its own model {name}, which is not open, with all that belongs to it. To save the session with another model, open that model and save again.</source>
      <translation>{file} 仍然指明它自己的模型 {name}（现在没有打开），属于该模型的内容也都保留。要让会话使用另一个模型，请打开那个模型，然后再次保存。</translation>
    </message>
    <message>
      <source>The text is open. Its model {name} is on {server}, to which you are not connected.</source>
      <translation>文本已打开。它的模型 {name} 在 {server} 上，目前尚未连接。</translation>
    </message>
    <message>
      <source>The second model {name} is on {server}, to which you are not connected.</source>
      <translation>第二个模型 {name} 在 {server} 上，目前尚未连接。</translation>
    </message>
    <message>
      <source>{server} does not offer the model {name} any more.</source>
      <translation>{server} 不再提供模型 {name}。</translation>
    </message>
    <message>
      <source>The model {name} of {server} is not the one that the session was saved with, so what is shown may differ.</source>
      <translation>{server} 上的模型 {name} 不是保存会话时的那一个，因此显示的内容可能不同。</translation>
    </message>
    <message>
      <source>Connect</source>
      <translation>连接</translation>
    </message>
    <message>
      <source>Not now</source>
      <translation>暂不</translation>
    </message>
    <message>
      <source>Recorded trace (*.wmtrace)</source>
      <translation>记录的轨迹 (*.wmtrace)</translation>
    </message>
    <message>
      <source>Recorded, no model</source>
      <translation>记录，没有模型</translation>
    </message>
    <message>
      <source>The text is no longer the recorded one, so there are no numbers after the change. Undo the change, or open the model.</source>
      <translation>文本已经和记录的不同，所以修改之后没有数值。请撤销修改，或打开模型。</translation>
    </message>
    <message>
      <source>This is a recording of {name}. It can show its own text only.</source>
      <translation>这是 {name} 的一份记录。它只能显示自己的文本。</translation>
    </message>
    <message numerus="yes">
      <source>Saved {file} with {of} tokens. It opens without the model.</source>
      <translation>
        <numerusform>已保存 {file}，含 {of} 个词元。打开它不需要模型。</numerusform>
      </translation>
    </message>
    <message>
      <source>Open recorded trace</source>
      <translation>打开记录的轨迹</translation>
    </message>
    <message>
      <source>Record trace</source>
      <translation>记录轨迹</translation>
    </message>
    <message>
      <source>Recording trace</source>
      <translation>正在记录轨迹</translation>
    </message>
    <message>
      <source>Use Record trace to make a recording. Save the text under another name.</source>
      <translation>要制作记录，请用“记录轨迹”。文本请用另一个名称保存。</translation>
    </message>
    <message>
      <source>Settings: {settings}.</source>
      <translation>设置：{settings}。</translation>
    </message>
    <message>
      <source>Edits: {changes}.</source>
      <translation>编辑：{changes}。</translation>
    </message>
    <message>
      <source>Not recorded: {names}.</source>
      <translation>没有记录：{names}。</translation>
    </message>
    <message>
      <source>The second model {name} was not opened: {place} is not the model that the session was saved with.</source>
      <translation>没有打开第二个模型 {name}：{place} 不是保存会话时的那个模型。</translation>
    </message>
    <message>
      <source>Session (*.wmstudio)</source>
      <translation>会话 (*.wmstudio)</translation>
    </message>
    <message>
      <source>{place} is not the model that the session was saved with, so what is shown may differ.</source>
      <translation>{place} 不是保存会话时的那个模型，所以显示的内容可能不同。</translation>
    </message>
    <message>
      <source>{file} has interventions on signals. They are not applied here, and are kept when you save.</source>
      <translation>{file} 含有对信号的干预。它们在这里不生效，保存时会保留。</translation>
    </message>
    <message>
      <source>Open session</source>
      <translation>打开会话</translation>
    </message>
    <message>
      <source>Save session</source>
      <translation>保存会话</translation>
    </message>
    <message>
      <source>Where is the model {name}?</source>
      <translation>模型 {name} 在哪里？</translation>
    </message>
    <message>
      <source>{file} could not be saved: {why}. Your text is still open.</source>
      <translation>无法保存 {file}：{why}。您的文本仍然打开着。</translation>
    </message>
    <message>
      <source>One line of the text is very long, which makes typing slow. Add line breaks to make it fast again.</source>
      <translation>文本中有一行非常长，会使输入变慢。加入换行就能恢复速度。</translation>
    </message>
    <message>
      <source>Name of the first text</source>
      <translation>第一份文本的名称</translation>
    </message>
    <message>
      <source>{file} is not a regular file. Save its text to a file and open that</source>
      <translation>{file} 不是普通文件。请把它的文本保存到文件，再打开那个文件</translation>
    </message>
    <message>
      <source>{file} mixes {kinds} line endings. They look the same here and are saved as {kind}.</source>
      <translation>{file} 混用了 {kinds} 换行符。它们在这里看起来一样，保存时用 {kind}。</translation>
    </message>
    <message numerus="yes">
      <source>{file} contains {n} reserved characters. They are read and saved as U+FFFD.</source>
      <translation>
        <numerusform>{file} 含有 {n} 个保留字符。读取和保存时用 U+FFFD 代替。</numerusform>
      </translation>
    </message>
    <message>
      <source>{file} has {kinds} line endings. The model reads LF, and the file is saved with {kind}.</source>
      <translation>{file} 使用 {kinds} 换行符。模型读到的是 LF，文件保存时用 {kind}。</translation>
    </message>
    <message>
      <source>A recording has the numbers of its own text only. Open its model to compare two texts.</source>
      <translation>记录只有它自己的文本的数值。要比较两份文本，请打开它的模型。</translation>
    </message>
    <message>
      <source>The second text is kept as the branch {name}.</source>
      <translation>第二份文本作为分支 {name} 保留。</translation>
    </message>
    <message>
      <source>Copy of {name}</source>
      <translation>{name} 的副本</translation>
    </message>
    <message>
      <source>Open second text</source>
      <translation>打开第二份文本</translation>
    </message>
    <message>
      <source>Second text</source>
      <translation>第二份文本</translation>
    </message>
    <message>
      <source>Name of the second text</source>
      <translation>第二份文本的名称</translation>
    </message>
    <message>
      <source>Save second text</source>
      <translation>保存第二份文本</translation>
    </message>
    <message>
      <source>Linked</source>
      <translation>已关联</translation>
    </message>
    <message>
      <source>Save…</source>
      <translation>保存…</translation>
    </message>
    <message>
      <source>Open a copy of the branch {name} beside the text</source>
      <translation>在文本旁边打开分支 {name} 的副本</translation>
    </message>
    <message numerus="yes">
      <source>{n} interventions were left out: another program has changed {file} where they were.</source>
      <translation>
        <numerusform>有 {n} 个干预被略去：另一个程序修改了 {file} 中它们所在的地方。</numerusform>
      </translation>
    </message>
    <message>
      <source>Type, and watch the model remember.</source>
      <translation>输入文字，看模型怎样记住。</translation>
    </message>
    <message>
      <source>Back to the text (Esc)</source>
      <translation>回到文本（Esc）</translation>
    </message>
    <message>
      <source>Find</source>
      <translation>查找</translation>
    </message>
    <message>
      <source>Find in the text</source>
      <translation>在文本中查找</translation>
    </message>
    <message>
      <source>Replace with</source>
      <translation>替换为</translation>
    </message>
    <message>
      <source>Result</source>
      <translation>结果</translation>
    </message>
    <message>
      <source>Find and replace</source>
      <translation>查找和替换</translation>
    </message>
    <message>
      <source>Close find and replace</source>
      <translation>关闭查找和替换</translation>
    </message>
    <message>
      <source>{n} replaced</source>
      <translation>已替换 {n} 处</translation>
    </message>
    <message>
      <source>Replace</source>
      <translation>替换</translation>
    </message>
    <message>
      <source>All</source>
      <translation>全部</translation>
    </message>
    <message>
      <source>No match</source>
      <translation>没有匹配</translation>
    </message>
    <message>
      <source>{at} of {n}</source>
      <translation>第 {at} 个，共 {n} 个</translation>
    </message>
    <message>
      <source>The search was stopped, because it takes too many steps. Try a simpler expression.</source>
      <translation>搜索已停止，因为需要的步骤太多。请尝试更简单的表达式。</translation>
    </message>
    <message>
      <source>At character {at}: {why}</source>
      <translation>第 {at} 个字符：{why}</translation>
    </message>
    <message>
      <source>Write a backslash as \\; {what} has no meaning</source>
      <translation>反斜杠请写成 \\；{what} 没有含义</translation>
    </message>
    <message>
      <source>The pattern has no group {name}</source>
      <translation>模式里没有名为 {name} 的分组</translation>
    </message>
    <message>
      <source>Searching the text</source>
      <translation>正在搜索文本</translation>
    </message>
    <message>
      <source>Replacing</source>
      <translation>正在替换</translation>
    </message>
    <message>
      <source>The stronger the tint of a word, the larger is its share of the probability of “{word}”. Words that give less than {least} % of it are not tinted.</source>
      <translation>词的底色越深，它在“{word}”的概率中所占的份额越大。份额小于 {least} % 的词不着色。</translation>
    </message>
    <message>
      <source>What the tint of words means</source>
      <translation>词的底色是什么意思</translation>
    </message>
    <message>
      <source>share of “{word}”</source>
      <translation>在“{word}”中的份额</translation>
    </message>
    <message>
      <source>“{word}”</source>
      <translation>“{word}”</translation>
    </message>
    <message>
      <source>Scale of the tint: from {low} to {high}</source>
      <translation>底色的标尺：从 {low} 到 {high}</translation>
    </message>
    <message>
      <source>from {low} through {middle} to {high}</source>
      <translation>从 {low} 经 {middle} 到 {high}</translation>
    </message>
    <message>
      <source>Scale of the shades</source>
      <translation>底色的标尺</translation>
    </message>
    <message>
      <source>The shades show values {told}; the ends include everything beyond</source>
      <translation>底色表示 {told} 的值；两端包含超出范围的所有值</translation>
    </message>
    <message>
      <source>Words shaded by:</source>
      <translation>词的底色：</translation>
    </message>
    <message>
      <source>Shade the text by</source>
      <translation>按什么给文本着色</translation>
    </message>
    <message>
      <source>Value at the cursor</source>
      <translation>游标处的值</translation>
    </message>
    <message>
      <source>Shading of the text</source>
      <translation>文本着色</translation>
    </message>
    <message>
      <source>Shaded by {panel}, which is behind another panel</source>
      <translation>由 {panel} 着色，该面板在另一面板之后</translation>
    </message>
    <message>
      <source>Shaded by {panel}</source>
      <translation>由 {panel} 着色</translation>
    </message>
    <message>
      <source>Click or press Enter to branch here; with Shift, the model goes on from there</source>
      <translation>单击或按 Enter 在这里分支；同时按 Shift，模型从那里继续写</translation>
    </message>
    <message>
      <source>{bits} bits</source>
      <translation>{bits} 比特</translation>
    </message>
    <message>
      <source>Listed: what {mark} {name} predicted.</source>
      <translation>列出的是 {mark} {name} 的预测。</translation>
    </message>
    <message>
      <source>token {token} · id {id}</source>
      <translation>词元 {token} · 编号 {id}</translation>
    </message>
    <message>
      <source>{rank:,} of {n:,}</source>
      <translation>第 {rank:,} 名，共 {n:,} 个</translation>
    </message>
    <message>
      <source>{mark} {name} divides the text into other tokens here.</source>
      <translation>{mark} {name} 在这里把文本分成不同的词元。</translation>
    </message>
    <message>
      <source>{mark} {name} predicted: {what}</source>
      <translation>{mark} {name} 的预测：{what}</translation>
    </message>
    <message>
      <source>Alternatives at this place</source>
      <translation>这个位置上的其他候选</translation>
    </message>
    <message>
      <source>Token</source>
      <translation>词元</translation>
    </message>
    <message>
      <source>no bytes</source>
      <translation>没有字节</translation>
    </message>
    <message>
      <source>{item}   memory {part} %</source>
      <translation>{item}   记忆 {part} %</translation>
    </message>
    <message>
      <source>in the text</source>
      <translation>文本中的</translation>
    </message>
    <message>
      <source>no text of its own, so it cannot be inserted here</source>
      <translation>没有自己的文本，所以不能插入到这里</translation>
    </message>
    <message>
      <source>bytes</source>
      <translation>字节</translation>
    </message>
    <message>
      <source>← here</source>
      <translation>← 这里</translation>
    </message>
    <message>
      <source>There is nothing to animate yet. Open a model and type some text first.</source>
      <translation>还没有可制成动画的内容。请先打开模型并输入一些文本。</translation>
    </message>
    <message>
      <source>The text or the model changed meanwhile, so no animation was written.</source>
      <translation>文本或模型在此期间改变了，所以没有写出动画。</translation>
    </message>
    <message>
      <source>The panel was closed meanwhile, so no animation was written. Open it again, or choose another picture.</source>
      <translation>面板在此期间已关闭，所以没有写入动画。请重新打开它，或者选择另一幅画面。</translation>
    </message>
    <message numerus="yes">
      <source>Saved {file} ({n} frames).</source>
      <translation>
        <numerusform>已保存 {file}（{n} 帧）。</numerusform>
      </translation>
    </message>
    <message>
      <source>Export animation</source>
      <translation>导出动画</translation>
    </message>
    <message>
      <source>Saving animation</source>
      <translation>正在保存动画</translation>
    </message>
    <message>
      <source>{file} could not be saved: {why}.</source>
      <translation>无法保存 {file}：{why}。</translation>
    </message>
    <message>
      <source>the window</source>
      <translation>窗口</translation>
    </message>
    <message>
      <source>Picture of</source>
      <translation>画面</translation>
    </message>
    <message>
      <source>Tokens per second</source>
      <translation>每秒词元数</translation>
    </message>
    <message>
      <source>Width</source>
      <translation>宽度</translation>
    </message>
    <message>
      <source>Save as…</source>
      <translation>另存为…</translation>
    </message>
    <message numerus="yes">
      <source>{n} frames of {wide} × {high} pixels: tokens {first}–{last}</source>
      <translation>
        <numerusform>{n} 帧，{wide} × {high} 像素：词元 {first}–{last}</numerusform>
      </translation>
    </message>
    <message>
      <source>As it is</source>
      <translation>原样</translation>
    </message>
    <message>
      <source>Printed in grey</source>
      <translation>灰度打印</translation>
    </message>
    <message>
      <source>With protanopia (no red cones)</source>
      <translation>红色盲（无红锥细胞）</translation>
    </message>
    <message>
      <source>With deuteranopia (no green cones)</source>
      <translation>绿色盲（无绿锥细胞）</translation>
    </message>
    <message>
      <source>With tritanopia (no blue cones)</source>
      <translation>蓝色盲（无蓝锥细胞）</translation>
    </message>
    <message>
      <source>As PNG: {width} × {height} pixels.</source>
      <translation>PNG 尺寸：{width} × {height} 像素。</translation>
    </message>
    <message>
      <source>Export figure or data</source>
      <translation>导出图或数据</translation>
    </message>
    <message>
      <source>its own</source>
      <translation>它自己的</translation>
    </message>
    <message>
      <source>Model, settings and interventions</source>
      <translation>模型、设置和干预</translation>
    </message>
    <message>
      <source>Copy figure</source>
      <translation>复制图</translation>
    </message>
    <message>
      <source>Copy as Python</source>
      <translation>复制为 Python</translation>
    </message>
    <message>
      <source>All colours of legends can be told apart.</source>
      <translation>图例中的所有颜色都能区分。</translation>
    </message>
    <message>
      <source>Click figures to put them beside the first one, each with a letter. Python code has the first alone.</source>
      <translation>点击图，把它们放在第一幅图旁边，各带一个字母。Python 代码只包含第一幅图。</translation>
    </message>
    <message>
      <source>Dots per inch of a PNG picture</source>
      <translation>PNG 图片每英寸的点数</translation>
    </message>
    <message>
      <source>Figure</source>
      <translation>图</translation>
    </message>
    <message>
      <source>Title</source>
      <translation>标题</translation>
    </message>
    <message>
      <source>Beside it</source>
      <translation>并排的图</translation>
    </message>
    <message>
      <source>Panels side by side</source>
      <translation>每行子图数</translation>
    </message>
    <message>
      <source>Height</source>
      <translation>高度</translation>
    </message>
    <message>
      <source>Unit of length</source>
      <translation>长度单位</translation>
    </message>
    <message>
      <source>Font</source>
      <translation>字体</translation>
    </message>
    <message>
      <source>Font size</source>
      <translation>字号</translation>
    </message>
    <message>
      <source>Resolution</source>
      <translation>分辨率</translation>
    </message>
    <message>
      <source>Along the axis</source>
      <translation>坐标轴标签</translation>
    </message>
    <message>
      <source>Text below</source>
      <translation>图下说明</translation>
    </message>
    <message>
      <source>Check colours</source>
      <translation>检查颜色</translation>
    </message>
    <message>
      <source>{first} and {second} are hard to tell apart by colour.</source>
      <translation>{first} 和 {second} 的颜色难以区分。</translation>
    </message>
    <message>
      <source>PNG picture (*.png);;SVG picture (*.svg);;PDF (*.pdf);;CSV table (*.csv);;NumPy (*.npz)</source>
      <translation>PNG 图片 (*.png);;SVG 图片 (*.svg);;PDF (*.pdf);;CSV 表格 (*.csv);;NumPy (*.npz)</translation>
    </message>
    <message>
      <source>There is nothing to export yet. Open a model and type some text first.</source>
      <translation>还没有可导出的内容。请先打开模型并输入一些文本。</translation>
    </message>
    <message>
      <source>This cannot be reproduced in Python. Export it as data instead.</source>
      <translation>这一项无法在 Python 中重现。请改为导出数据。</translation>
    </message>
    <message>
      <source>The model is still reading what this figure shows. It follows in a moment.</source>
      <translation>模型还在读这幅图所显示的内容。稍等就会显示。</translation>
    </message>
    <message>
      <source>Tables have one figure: deselect those beside it, or save a picture (PNG, SVG or PDF).</source>
      <translation>表格只能包含一幅图：请取消选择旁边的图，或保存为图片（PNG、SVG 或 PDF）。</translation>
    </message>
    <message>
      <source>This figure is no longer there. Choose another one.</source>
      <translation>这幅图已不在。请选择另一幅。</translation>
    </message>
    <message>
      <source>Picture of the window</source>
      <translation>窗口的图片</translation>
    </message>
    <message>
      <source>Saved {file}.</source>
      <translation>已保存 {file}。</translation>
    </message>
    <message>
      <source>Copied the Python code that computes {title}.</source>
      <translation>已复制计算{title}的 Python 代码。</translation>
    </message>
    <message>
      <source>Copied a picture of {title}.</source>
      <translation>已复制 {title} 的图片。</translation>
    </message>
    <message>
      <source>There is no room for the plot: choose a larger size or a smaller font.</source>
      <translation>没有绘图的空间：请选择更大的尺寸或更小的字号。</translation>
    </message>
    <message>
      <source>A figure is 2 to 100 cm (0.8 to 39 inches) wide and high: change its size.</source>
      <translation>图的宽和高须为 2 到 100 厘米（0.8 到 39 英寸）：请更改尺寸。</translation>
    </message>
    <message>
      <source>The font of a figure has 4 to 72 points: change its size.</source>
      <translation>图的字号须为 4 到 72 磅：请更改字号。</translation>
    </message>
    <message>
      <source>A picture has 72 to 1200 dots per inch: change their number.</source>
      <translation>图片每英寸须有 72 到 1200 点：请更改点数。</translation>
    </message>
    <message>
      <source>This font is not installed: choose one from the list.</source>
      <translation>未安装此字体：请从列表中选择。</translation>
    </message>
    <message>
      <source>cm</source>
      <translation>厘米</translation>
    </message>
    <message>
      <source>inches</source>
      <translation>英寸</translation>
    </message>
    <message>
      <source>tokens where they fit</source>
      <translation>词元（放得下时）</translation>
    </message>
    <message>
      <source>words</source>
      <translation>单词</translation>
    </message>
    <message>
      <source>numbers</source>
      <translation>数字</translation>
    </message>
    <message>
      <source>This picture would be too large: choose a smaller size or fewer dots per inch.</source>
      <translation>图片会过大：请选择更小的尺寸或更少的每英寸点数。</translation>
    </message>
    <message>
      <source>A figure is written as .png, .svg or .pdf, and its data as .csv or .npz: choose a name that ends in one of these.</source>
      <translation>图写为 .png、.svg 或 .pdf，数据写为 .csv 或 .npz：请选择以其中之一结尾的名称。</translation>
    </message>
    <message>
      <source>Preview</source>
      <translation>预览</translation>
    </message>
    <message>
      <source>New panels show the first model, which has no signal {signal}.</source>
      <translation>新面板显示第一个模型，而它没有信号 {signal}。</translation>
    </message>
    <message>
      <source>There is no room for another panel of {signal}. Close one first.</source>
      <translation>没有空间再放一个 {signal} 的面板。请先关闭一个。</translation>
    </message>
    <message>
      <source>No open panel can show it</source>
      <translation>没有打开的面板能显示它</translation>
    </message>
    <message>
      <source>Measuring capacity</source>
      <translation>正在测量容量</translation>
    </message>
    <message>
      <source>You already have {n} copies of this panel. Close one first.</source>
      <translation>这个面板已有 {n} 个副本。请先关闭一个。</translation>
    </message>
    <message>
      <source>There is nothing to pin yet.</source>
      <translation>还没有可以钉住的内容。</translation>
    </message>
    <message>
      <source>The next token</source>
      <translation>下一个词元</translation>
    </message>
    <message>
      <source>It was stopped.</source>
      <translation>已停止。</translation>
    </message>
    <message>
      <source>Measuring</source>
      <translation>正在测量</translation>
    </message>
    <message>
      <source>Next surprise</source>
      <translation>下一个意外处</translation>
    </message>
    <message>
      <source>Select</source>
      <translation>选择</translation>
    </message>
    <message>
      <source>Zoom</source>
      <translation>缩放</translation>
    </message>
    <message>
      <source>Copy text</source>
      <translation>复制文本</translation>
    </message>
    <message>
      <source>Copy figures</source>
      <translation>复制数值</translation>
    </message>
    <message>
      <source>Clear</source>
      <translation>清除</translation>
    </message>
    <message>
      <source>Copied the text of the span.</source>
      <translation>已复制区间的文本。</translation>
    </message>
    <message>
      <source>Copied the figures of the span as a table (CSV).</source>
      <translation>已把区间的数值复制为表格（CSV）。</translation>
    </message>
    <message>
      <source>1 token per second</source>
      <translation>每秒 1 个词元</translation>
    </message>
    <message>
      <source>2 tokens per second</source>
      <translation>每秒 2 个词元</translation>
    </message>
    <message>
      <source>4 tokens per second</source>
      <translation>每秒 4 个词元</translation>
    </message>
    <message>
      <source>8 tokens per second</source>
      <translation>每秒 8 个词元</translation>
    </message>
    <message>
      <source>16 tokens per second</source>
      <translation>每秒 16 个词元</translation>
    </message>
    <message>
      <source>32 tokens per second</source>
      <translation>每秒 32 个词元</translation>
    </message>
    <message>
      <source>↑ line {n}</source>
      <translation>↑ 第 {n} 行</translation>
    </message>
    <message>
      <source>↓ line {n}</source>
      <translation>↓ 第 {n} 行</translation>
    </message>
    <message>
      <source>mean</source>
      <translation>平均</translation>
    </message>
    <message>
      <source>min</source>
      <translation>最小</translation>
    </message>
    <message>
      <source>max</source>
      <translation>最大</translation>
    </message>
    <message>
      <source>sum</source>
      <translation>总和</translation>
    </message>
    <message>
      <source>{n:,} of {all:,} tokens are known</source>
      <translation>已知 {n:,} 个词元，共 {all:,} 个</translation>
    </message>
    <message>
      <source>Span: tokens {first}–{last}</source>
      <translation>区间：词元 {first}–{last}</translation>
    </message>
    <message numerus="yes">
      <source>{n:,} tokens</source>
      <translation>
        <numerusform>{n:,} 个词元</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{n:,} bytes</source>
      <translation>
        <numerusform>{n:,} 字节</numerusform>
      </translation>
    </message>
    <message>
      <source>{bits} bits per byte</source>
      <translation>每字节 {bits} 比特</translation>
    </message>
    <message>
      <source>Figures of the selected span</source>
      <translation>所选区间的数值</translation>
    </message>
    <message>
      <source>{name} (part)</source>
      <translation>{name}（部分）</translation>
    </message>
    <message>
      <source>Show the weights that make {signal}</source>
      <translation>显示产生 {signal} 的权重</translation>
    </message>
    <message>
      <source>An edit of the memory takes effect after its token: what was read at that token stays, and the next token reads the edited memory. A patch acts while its tokens are computed.</source>
      <translation>对记忆的编辑在它的词元之后生效：该词元读到的内容不变，下一个词元读的是编辑后的记忆。对信号的修补在计算它的词元时起作用。</translation>
    </message>
    <message>
      <source>Hold F9 to see the untouched model.</source>
      <translation>按住 F9 查看未改动的模型。</translation>
    </message>
    <message>
      <source>Reading…</source>
      <translation>正在读…</translation>
    </message>
    <message>
      <source>No change</source>
      <translation>没有变化</translation>
    </message>
    <message>
      <source>The interventions have changed nothing that was read.</source>
      <translation>干预没有改变已读的任何内容。</translation>
    </message>
    <message>
      <source>Interventions are off</source>
      <translation>干预已关闭</translation>
    </message>
    <message>
      <source>What is shown is the untouched model.</source>
      <translation>现在显示的是未改动的模型。</translation>
    </message>
    <message>
      <source>all tokens after the change together</source>
      <translation>改动之后的所有词元合计</translation>
    </message>
    <message>
      <source>“{word}” against “{other}” next</source>
      <translation>下一个是“{word}”还是“{other}”</translation>
    </message>
    <message>
      <source>log-odds {now} instead of {was} bits</source>
      <translation>对数几率 {now}，原来是 {was} 比特</translation>
    </message>
    <message>
      <source>{words} {where}</source>
      <translation>{words} {where}</translation>
    </message>
    <message>
      <source>{words} (not applied: {why})</source>
      <translation>{words}（没有应用：{why}）</translation>
    </message>
    <message>
      <source>impossible now</source>
      <translation>现在不可能</translation>
    </message>
    <message>
      <source>possible now</source>
      <translation>现在可能</translation>
    </message>
    <message>
      <source>both below {least} %</source>
      <translation>都低于 {least} %</translation>
    </message>
    <message>
      <source>{now} % instead of {was} %</source>
      <translation>{now} %，原来是 {was} %</translation>
    </message>
    <message>
      <source>{n:,} times less likely</source>
      <translation>可能性小 {n:,} 倍</translation>
    </message>
    <message>
      <source>{n:,} times more likely</source>
      <translation>可能性大 {n:,} 倍</translation>
    </message>
    <message>
      <source>What the sum is of</source>
      <translation>求和的对象</translation>
    </message>
    <message>
      <source>Apply the interventions</source>
      <translation>应用干预</translation>
    </message>
    <message>
      <source>Undo interventions</source>
      <translation>撤销干预</translation>
    </message>
    <message>
      <source>Undo one of the interventions, or all of them</source>
      <translation>撤销其中一次干预，或全部干预</translation>
    </message>
    <message>
      <source>Undo</source>
      <translation>撤销</translation>
    </message>
    <message>
      <source>List</source>
      <translation>列表</translation>
    </message>
    <message>
      <source>Target</source>
      <translation>目标</translation>
    </message>
    <message>
      <source>What the number on the left is about</source>
      <translation>左边的数说的是什么</translation>
    </message>
    <message>
      <source>About the interventions</source>
      <translation>关于干预</translation>
    </message>
    <message>
      <source>What the interventions change</source>
      <translation>干预改变了什么</translation>
    </message>
    <message numerus="yes">
      <source>{n} interventions</source>
      <translation>
        <numerusform>{n} 次干预</numerusform>
      </translation>
    </message>
    <message>
      <source>at “{word}”, token {token}</source>
      <translation>在“{word}”，词元 {token}</translation>
    </message>
    <message>
      <source>if “{word}” comes next</source>
      <translation>如果接下来是“{word}”</translation>
    </message>
    <message>
      <source>after {token}: {words}</source>
      <translation>在 {token} 之后：{words}</translation>
    </message>
    <message>
      <source>Odds of the change</source>
      <translation>变化的几率</translation>
    </message>
    <message>
      <source>Interventions in force</source>
      <translation>生效的干预</translation>
    </message>
    <message>
      <source>Switch, name or change each intervention</source>
      <translation>打开、关闭、命名或修改每一次干预</translation>
    </message>
    <message>
      <source>Undo: {words}</source>
      <translation>撤销：{words}</translation>
    </message>
    <message>
      <source>Edit the memory right after the cursor's token (Enter)</source>
      <translation>在游标的词元之后立即编辑记忆（Enter）</translation>
    </message>
    <message>
      <source>Close without editing</source>
      <translation>关闭，不编辑</translation>
    </message>
    <message>
      <source>Close without editing (Esc)</source>
      <translation>关闭，不编辑（Esc）</translation>
    </message>
    <message>
      <source>{name}:</source>
      <translation>{name}：</translation>
    </message>
    <message>
      <source>one token</source>
      <translation>一个词元</translation>
    </message>
    <message>
      <source>A word in the middle of a sentence begins with a space (or ␣)</source>
      <translation>句子中间的词以空格（或 ␣）开头</translation>
    </message>
    <message>
      <source>Apply here</source>
      <translation>在这里应用</translation>
    </message>
    <message>
      <source>“{piece}” is {n} tokens, not one: {parts}</source>
      <translation>“{piece}”是 {n} 个词元，不是一个：{parts}</translation>
    </message>
    <message>
      <source>Nothing can be edited here</source>
      <translation>这里没有可编辑的内容</translation>
    </message>
    <message>
      <source>Select at most {n} characters to forget.</source>
      <translation>最多选择 {n} 个字符来遗忘。</translation>
    </message>
    <message>
      <source>The memory of this model keeps no single words, so it can only forget all.</source>
      <translation>这个模型的记忆不单独保存词，所以只能全部遗忘。</translation>
    </message>
    <message>
      <source>A recording cannot be changed.</source>
      <translation>记录不能改动。</translation>
    </message>
    <message>
      <source>Nothing comes before it.</source>
      <translation>在它之前什么也没有。</translation>
    </message>
    <message>
      <source>Acts from the end of the word on</source>
      <translation>从词的末尾起生效</translation>
    </message>
    <message>
      <source>Acts after {token}, the cursor’s</source>
      <translation>在游标处的 {token} 之后生效</translation>
    </message>
    <message>
      <source>Forget this: “{word}”</source>
      <translation>遗忘这一处：“{word}”</translation>
    </message>
    <message>
      <source>Forget every “{word}”</source>
      <translation>遗忘每一处“{word}”</translation>
    </message>
    <message>
      <source>Forget all before “{word}”</source>
      <translation>遗忘“{word}”之前的一切</translation>
    </message>
    <message>
      <source>Forget “{word}”</source>
      <translation>遗忘“{word}”</translation>
    </message>
    <message>
      <source>after {token}</source>
      <translation>在 {token} 之后</translation>
    </message>
    <message>
      <source>at tokens {first} to {last}</source>
      <translation>在词元 {first} 到 {last}</translation>
    </message>
    <message>
      <source>at every token</source>
      <translation>在每个词元</translation>
    </message>
    <message>
      <source>from token {token} on</source>
      <translation>从词元 {token} 起</translation>
    </message>
    <message>
      <source>at token {token}</source>
      <translation>在词元 {token}</translation>
    </message>
    <message>
      <source>{item} (put in by hand)</source>
      <translation>{item}（手工放入）</translation>
    </message>
    <message>
      <source>Edits act before the cursor’s token is read</source>
      <translation>编辑在读游标的词元之前生效</translation>
    </message>
    <message>
      <source>Undo last intervention in the second text</source>
      <translation>撤销第二份文本中的最后一次干预</translation>
    </message>
    <message>
      <source>Undo all interventions in the second text</source>
      <translation>撤销第二份文本中的全部干预</translation>
    </message>
    <message>
      <source>Run {n}: {acts}</source>
      <translation>运行 {n}：{acts}</translation>
    </message>
    <message>
      <source>In force: {words}</source>
      <translation>生效：{words}</translation>
    </message>
    <message>
      <source>Name of: {words}</source>
      <translation>名称：{words}</translation>
    </message>
    <message>
      <source>Where it acts</source>
      <translation>在哪里起作用</translation>
    </message>
    <message>
      <source>Edit</source>
      <translation>编辑</translation>
    </message>
    <message>
      <source>Change {words}</source>
      <translation>修改 {words}</translation>
    </message>
    <message>
      <source>Change it…</source>
      <translation>修改…</translation>
    </message>
    <message>
      <source>Remove {words}</source>
      <translation>移除 {words}</translation>
    </message>
    <message>
      <source>Remove it</source>
      <translation>移除</translation>
    </message>
    <message>
      <source>Run to compare with</source>
      <translation>用来比较的运行</translation>
    </message>
    <message>
      <source>Compare the effect with that of another run</source>
      <translation>与另一次运行的效果比较</translation>
    </message>
    <message>
      <source>Compare</source>
      <translation>比较</translation>
    </message>
    <message>
      <source>Difference between two runs</source>
      <translation>两次运行的差</translation>
    </message>
    <message>
      <source>run {one} less run {other}: {bits}</source>
      <translation>运行 {one} 减去运行 {other}：{bits}</translation>
    </message>
    <message>
      <source>Interventions</source>
      <translation>干预</translation>
    </message>
    <message>
      <source>Whether it is in force</source>
      <translation>是否生效</translation>
    </message>
    <message>
      <source>{words}
Type a name for it</source>
      <translation>{words}
输入它的名称</translation>
    </message>
    <message>
      <source>History:</source>
      <translation>历史：</translation>
    </message>
    <message>
      <source>{n}: {bits}</source>
      <translation>{n}：{bits}</translation>
    </message>
    <message>
      <source>Move the cursor to a token first. Edits take effect right after a token.</source>
      <translation>请先把游标移到一个词元上。编辑紧接在一个词元之后生效。</translation>
    </message>
    <message>
      <source>The model has not read up to here yet. Try again in a moment.</source>
      <translation>模型还没有读到这里。请稍后再试。</translation>
    </message>
    <message>
      <source>The text or the model has changed meanwhile. Try again.</source>
      <translation>文本或模型在此期间改变了。请重试。</translation>
    </message>
    <message>
      <source>“{origin}” of {name} is on the clipboard. Write or open a text, and put it in with Paste memory in the menu Experiment.</source>
      <translation>{name} 的“{origin}”已在剪贴板上。请写入或打开一段文本，再用“实验”菜单中的“粘贴记忆”放入。</translation>
    </message>
    <message>
      <source>Use Save memory for a file of memory. Save the text under another name.</source>
      <translation>要保存记忆文件，请用“保存记忆”。文本请用另一个名称保存。</translation>
    </message>
    <message>
      <source>Settings of the model</source>
      <translation>模型的设置</translation>
    </message>
    <message>
      <source>Settings</source>
      <translation>设置</translation>
    </message>
    <message>
      <source>Changed: {settings}</source>
      <translation>已修改：{settings}</translation>
    </message>
    <message>
      <source>{n} changed</source>
      <translation>{n} 项已修改</translation>
    </message>
    <message>
      <source>Hold {signal}</source>
      <translation>固定 {signal}</translation>
    </message>
    <message>
      <source>at the tokens where it acts now</source>
      <translation>在它现在起作用的词元</translation>
    </message>
    <message>
      <source>hold at</source>
      <translation>固定为</translation>
    </message>
    <message>
      <source>multiply by</source>
      <translation>乘以</translation>
    </message>
    <message>
      <source>add</source>
      <translation>加上</translation>
    </message>
    <message>
      <source>at the cursor’s token</source>
      <translation>在游标的词元</translation>
    </message>
    <message>
      <source>from the cursor’s token on</source>
      <translation>从游标的词元起</translation>
    </message>
    <message>
      <source>over the selected span</source>
      <translation>在选中的区间</translation>
    </message>
    <message>
      <source>Signal to intervene on</source>
      <translation>要干预的信号</translation>
    </message>
    <message>
      <source>all units</source>
      <translation>所有单元</translation>
    </message>
    <message>
      <source>Unit; below 0 for all units</source>
      <translation>单元；小于 0 表示所有单元</translation>
    </message>
    <message>
      <source>What is done</source>
      <translation>做什么</translation>
    </message>
    <message>
      <source>Value</source>
      <translation>值</translation>
    </message>
    <message>
      <source>Tokens to act on</source>
      <translation>在哪些词元起作用</translation>
    </message>
    <message>
      <source>Apply</source>
      <translation>应用</translation>
    </message>
    <message>
      <source>Put the intervention in force (Enter)</source>
      <translation>使干预生效（Enter）</translation>
    </message>
    <message>
      <source>Close without applying</source>
      <translation>关闭，不应用</translation>
    </message>
    <message>
      <source>Close (Esc)</source>
      <translation>关闭（Esc）</translation>
    </message>
    <message>
      <source>Intervention on a signal</source>
      <translation>对信号的干预</translation>
    </message>
    <message>
      <source>Change:</source>
      <translation>修改：</translation>
    </message>
    <message>
      <source>Intervene:</source>
      <translation>干预：</translation>
    </message>
    <message>
      <source>Intervene on {what}:</source>
      <translation>干预 {what}：</translation>
    </message>
    <message>
      <source>Scale, add or another value…</source>
      <translation>缩放、相加或其他值…</translation>
    </message>
    <message>
      <source>0</source>
      <translation>0</translation>
    </message>
    <message>
      <source>1</source>
      <translation>1</translation>
    </message>
    <message>
      <source>over the span ({n} tokens)</source>
      <translation>在区间内（{n} 个词元）</translation>
    </message>
    <message>
      <source>its mean over the tokens in sight, {value}</source>
      <translation>它在可见词元上的平均值，{value}</translation>
    </message>
    <message>
      <source>its value here, {value}</source>
      <translation>它在这里的值，{value}</translation>
    </message>
    <message>
      <source>Hold {where}</source>
      <translation>固定{where}</translation>
    </message>
    <message>
      <source>at {value}</source>
      <translation>为 {value}</translation>
    </message>
    <message>
      <source>{unit} held at {value}</source>
      <translation>{unit} 固定为 {value}</translation>
    </message>
    <message>
      <source>{unit} × {value}</source>
      <translation>{unit} × {value}</translation>
    </message>
    <message>
      <source>{unit} + {value}</source>
      <translation>{unit} + {value}</translation>
    </message>
    <message>
      <source>{unit} − {value}</source>
      <translation>{unit} − {value}</translation>
    </message>
    <message>
      <source>Setting: {name}</source>
      <translation>设置：{name}</translation>
    </message>
    <message>
      <source>Changes apply at once, without training.</source>
      <translation>修改立即生效，不需要训练。</translation>
    </message>
    <message>
      <source>What the setting is</source>
      <translation>这项设置是什么</translation>
    </message>
    <message>
      <source>{name}: {about}</source>
      <translation>{name}：{about}</translation>
    </message>
    <message>
      <source>Largest change</source>
      <translation>最大的变化</translation>
    </message>
    <message>
      <source>piece</source>
      <translation>片段</translation>
    </message>
    <message>
      <source>against</source>
      <translation>相对于</translation>
    </message>
    <message>
      <source>Follow a piece</source>
      <translation>跟踪一个片段</translation>
    </message>
    <message>
      <source>Follow a piece against another</source>
      <translation>跟踪一个片段相对于另一个的变化</translation>
    </message>
    <message>
      <source>Follow</source>
      <translation>跟踪</translation>
    </message>
    <message>
      <source>Show how its probability changes (Enter)</source>
      <translation>显示它的概率怎样变化（Enter）</translation>
    </message>
    <message>
      <source>Nothing can be put in there: it is no token of this text.</source>
      <translation>那里放不进任何内容：它不是这段文本的词元。</translation>
    </message>
    <message>
      <source>This row cannot be moved from a pinned panel. Copy it before you pin the panel.</source>
      <translation>不能从钉住的面板移动这一行。请在钉住面板之前复制它。</translation>
    </message>
    <message>
      <source>The memory of this model cannot be copied as a whole.</source>
      <translation>这个模型的记忆不能整体复制。</translation>
    </message>
    <message>
      <source>There is no memory on the clipboard. Copy one first.</source>
      <translation>剪贴板上没有记忆。请先复制一个。</translation>
    </message>
    <message>
      <source>Memories (*{ending})</source>
      <translation>记忆 (*{ending})</translation>
    </message>
    <message>
      <source>item {item}</source>
      <translation>项 {item}</translation>
    </message>
    <message>
      <source>{part} after token {token}</source>
      <translation>词元 {token} 之后的{part}</translation>
    </message>
    <message>
      <source>token {token}</source>
      <translation>词元 {token}</translation>
    </message>
    <message>
      <source>Copied {origin}.</source>
      <translation>已复制{origin}。</translation>
    </message>
    <message>
      <source>Put in {origin}</source>
      <translation>放入{origin}</translation>
    </message>
    <message>
      <source>Put in {origin}, in place of {item}</source>
      <translation>放入{origin}，取代{item}</translation>
    </message>
    <message>
      <source>Save memory</source>
      <translation>保存记忆</translation>
    </message>
    <message>
      <source>Open memory</source>
      <translation>打开记忆</translation>
    </message>
    <message>
      <source>Copy {part}</source>
      <translation>复制{part}</translation>
    </message>
    <message>
      <source>Pressed key</source>
      <translation>按下的键</translation>
    </message>
    <message>
      <source>Caption</source>
      <translation>字幕</translation>
    </message>
    <message>
      <source>What there is to see</source>
      <translation>可以看什么</translation>
    </message>
    <message>
      <source>What the key does</source>
      <translation>这个键的作用</translation>
    </message>
    <message>
      <source>Step of the script</source>
      <translation>脚本的步骤</translation>
    </message>
    <message>
      <source>Scripts (*.toml *.txt *.md)</source>
      <translation>脚本 (*.toml *.txt *.md)</translation>
    </message>
    <message>
      <source>The text of a recording cannot be changed, so nothing can be performed.</source>
      <translation>记录的文本不能改动，所以不能在上面表演脚本。</translation>
    </message>
    <message>
      <source>Perform a script</source>
      <translation>表演脚本</translation>
    </message>
    <message>
      <source>{file} cannot be performed: {why}.</source>
      <translation>无法表演 {file}：{why}。</translation>
    </message>
    <message>
      <source>Step {n} goes to “{words}”, which is not in the text.</source>
      <translation>第 {n} 步要到“{words}”，但文本里没有它。</translation>
    </message>
    <message>
      <source>{n} of {all}</source>
      <translation>第 {n} 步，共 {all} 步</translation>
    </message>
    <message>
      <source>Black screen</source>
      <translation>黑屏</translation>
    </message>
    <message>
      <source>This model looks back only through its memory. It has no attention to single tokens.</source>
      <translation>这个模型只通过它的记忆回看。它没有对单个词元的注意力。</translation>
    </message>
    <message>
      <source>Attention</source>
      <translation>注意力</translation>
    </message>
    <message>
      <source>Which earlier tokens are looked at?</source>
      <translation>回看前面的哪些词元？</translation>
    </message>
    <message>
      <source>Which tokens the model looks back at will be drawn here.</source>
      <translation>模型回看哪些词元将画在这里。</translation>
    </message>
    <message>
      <source>heat map</source>
      <translation>热图</translation>
    </message>
    <message>
      <source>curves</source>
      <translation>曲线</translation>
    </message>
    <message>
      <source>Shade the tokens in the text by the weights shown</source>
      <translation>按显示的权重给文本中的词元着色</translation>
    </message>
    <message>
      <source>How it is drawn</source>
      <translation>怎样绘制</translation>
    </message>
    <message>
      <source>Head</source>
      <translation>头</translation>
    </message>
    <message>
      <source>in text</source>
      <translation>文中着色</translation>
    </message>
    <message>
      <source>Attention from the cursor: heads by tokens</source>
      <translation>从游标出发的注意力：头 × 词元</translation>
    </message>
    <message>
      <source>Attention from the cursor, by tokens</source>
      <translation>从游标出发的注意力，按词元</translation>
    </message>
    <message>
      <source>{tip}; the strongest colour is {value}</source>
      <translation>{tip}；最深的颜色是 {value}</translation>
    </message>
    <message>
      <source>{value} (untouched {before})</source>
      <translation>{value}（未改动时 {before}）</translation>
    </message>
    <message>
      <source>{what}: cannot be looked at from the cursor</source>
      <translation>{what}：从游标处看不到</translation>
    </message>
    <message>
      <source>This model has no setting that bounds its memory, so there is no capacity to choose.</source>
      <translation>这个模型没有限制记忆大小的设置，所以没有容量可选。</translation>
    </message>
    <message>
      <source>A recording shows one setting of its model: open the model itself to measure others.</source>
      <translation>记录只有模型的一种设置：要测量其他设置，请打开模型本身。</translation>
    </message>
    <message>
      <source>Measure what this text costs with more and with less {setting}; a click on a point then sets it.</source>
      <translation>测量这段文本在{setting}较大和较小时的代价；单击一个点就设置成它。</translation>
    </message>
    <message>
      <source>Read the text with each {setting} and compare the bits per byte, in the background. Interventions are left out.</source>
      <translation>在后台用每一种{setting}读文本，比较每字节比特数。不计干预。</translation>
    </message>
    <message>
      <source>The text has changed since this was measured.</source>
      <translation>测量之后文本已改变。</translation>
    </message>
    <message>
      <source>Capacity</source>
      <translation>容量</translation>
    </message>
    <message>
      <source>How much memory does this text need?</source>
      <translation>这段文本需要多少记忆？</translation>
    </message>
    <message>
      <source>Type or open a text, and measure here how much memory it needs.</source>
      <translation>输入或打开一段文本，在这里测量它需要多少记忆。</translation>
    </message>
    <message>
      <source>Which capacity is measured</source>
      <translation>测量哪种容量</translation>
    </message>
    <message>
      <source>Measure</source>
      <translation>测量</translation>
    </message>
    <message>
      <source>Measure again</source>
      <translation>重新测量</translation>
    </message>
    <message>
      <source>bits per byte by capacity</source>
      <translation>每字节比特数随容量的变化</translation>
    </message>
    <message>
      <source>How many bits more does each token cost {second} than {first}?</source>
      <translation>每个词元在 {second} 比在 {first} 多用多少比特？</translation>
    </message>
    <message>
      <source>surprise of each token: above zero, {first} expected it better</source>
      <translation>每个词元的意外度：大于零表示 {first} 预期得更好</translation>
    </message>
    <message>
      <source>surprise over the shortest stretches that are whole tokens of both: above zero, {first} expected them better</source>
      <translation>在两者都是完整词元的最短片段上的意外度：大于零表示 {first} 预期得更好</translation>
    </message>
    <message>
      <source>How many bits more does each token cost in text {second} than in text {first}?</source>
      <translation>每个词元在文本 {second} 中比在文本 {first} 中多用多少比特？</translation>
    </message>
    <message>
      <source>surprise of each token that both texts have: above zero, it was expected better in {first}</source>
      <translation>两份文本都有的每个词元的意外度：大于零表示在 {first} 中预期得更好</translation>
    </message>
    <message>
      <source>What each token costs {second} more than {first} will be drawn here, in bits.</source>
      <translation>每个词元在 {second} 比在 {first} 多用的比特数将画在这里。</translation>
    </message>
    <message>
      <source>{tokens}: {sum} bits</source>
      <translation>{tokens}：{sum} 比特</translation>
    </message>
    <message>
      <source>Surprise of the second model minus surprise of the first, by tokens of the first</source>
      <translation>第二个模型的意外度减去第一个模型的意外度，按第一个模型的词元</translation>
    </message>
    <message>
      <source>Surprise of {second} minus surprise of {first}</source>
      <translation>{second} 的意外度减去 {first} 的意外度</translation>
    </message>
    <message>
      <source>tokens {first}–{last} “{pieces}”</source>
      <translation>词元 {first}–{last} “{pieces}”</translation>
    </message>
    <message>
      <source>in bits</source>
      <translation>以比特计</translation>
    </message>
    <message>
      <source>The targets are no classes, or too few are answered yet.</source>
      <translation>目标不是类别，或者回答过的还太少。</translation>
    </message>
    <message>
      <source>Examples</source>
      <translation>例题</translation>
    </message>
    <message>
      <source>Does it answer right?</source>
      <translation>它答对了吗？</translation>
    </message>
    <message>
      <source>Open a file of prompts with their targets (File → New from task) to have the model answer them.</source>
      <translation>打开一个含有提示和目标的文件（文件 → 从任务新建），让模型来回答。</translation>
    </message>
    <message>
      <source>examples</source>
      <translation>例题</translation>
    </message>
    <message>
      <source>targets by answers</source>
      <translation>目标 × 回答</translation>
    </message>
    <message>
      <source>Answer all</source>
      <translation>全部回答</translation>
    </message>
    <message>
      <source>Next mistake</source>
      <translation>下一个错误</translation>
    </message>
    <message>
      <source>What is shown of the examples</source>
      <translation>显示例题的什么</translation>
    </message>
    <message numerus="yes">
      <source>{n} examples</source>
      <translation>
        <numerusform>{n} 道例题</numerusform>
      </translation>
    </message>
    <message>
      <source>{n} answered, {share} right</source>
      <translation>已答 {n} 道，{share} 正确</translation>
    </message>
    <message>
      <source>Gates</source>
      <translation>门控</translation>
    </message>
    <message>
      <source>What is kept, taken in, let out?</source>
      <translation>保留、收进、放出了什么？</translation>
    </message>
    <message>
      <source>The model's gates and activations will be drawn here, one column for each token.</source>
      <translation>模型的门控和激活将画在这里，每个词元一列。</translation>
    </message>
    <message>
      <source>Add {signal} here; with Shift, show nothing else</source>
      <translation>把 {signal} 加到这里；按住 Shift 则只显示它</translation>
    </message>
    <message>
      <source>Signal</source>
      <translation>信号</translation>
    </message>
    <message>
      <source>Gates: units by tokens</source>
      <translation>门控：单元 × 词元</translation>
    </message>
    <message>
      <source>Add a signal</source>
      <translation>添加信号</translation>
    </message>
    <message>
      <source>Show another signal under this one</source>
      <translation>在这个信号下面再显示一个</translation>
    </message>
    <message>
      <source>+ Signal</source>
      <translation>+ 信号</translation>
    </message>
    <message>
      <source>What the colours mean</source>
      <translation>颜色是什么意思</translation>
    </message>
    <message>
      <source>What is shown while interventions are in force</source>
      <translation>干预生效时显示什么</translation>
    </message>
    <message>
      <source>Label {unit}…</source>
      <translation>给{unit}加标签…</translation>
    </message>
    <message>
      <source>Move the cursor to a token: before the first one there are no layers to read.</source>
      <translation>请把游标移到一个词元上：第一个词元之前没有层可读。</translation>
    </message>
    <message>
      <source>The layers are being read…</source>
      <translation>正在读各层…</translation>
    </message>
    <message>
      <source>Measure what {pieces} hangs on: gradient times input of each of the last {n} tokens, and what leaving it out does. Interventions are left out, too.</source>
      <translation>测量 {pieces} 依赖什么：最后 {n} 个词元中每一个的梯度 × 输入，以及去掉它的影响。同样不计干预。</translation>
    </message>
    <message>
      <source>Lens</source>
      <translation>透镜</translation>
    </message>
    <message>
      <source>What would each layer say?</source>
      <translation>每一层各会预测什么？</translation>
    </message>
    <message>
      <source>what each layer predicts</source>
      <translation>每一层的预测</translation>
    </message>
    <message>
      <source>what it hangs on</source>
      <translation>它依赖什么</translation>
    </message>
    <message>
      <source>What the target hangs on, by tokens</source>
      <translation>目标依赖什么，按词元</translation>
    </message>
    <message>
      <source>What is shown</source>
      <translation>显示什么</translation>
    </message>
    <message>
      <source>The token whose bits are shown</source>
      <translation>显示其比特数的词元</translation>
    </message>
    <message>
      <source>Target {pieces}</source>
      <translation>目标 {pieces}</translation>
    </message>
    <message>
      <source>{token}: {numbers} bits</source>
      <translation>{token}：{numbers} 比特</translation>
    </message>
    <message>
      <source>bits of each layer</source>
      <translation>每一层的比特数</translation>
    </message>
    <message>
      <source>what the target hangs on</source>
      <translation>目标依赖什么</translation>
    </message>
    <message>
      <source>Memory</source>
      <translation>记忆</translation>
    </message>
    <message>
      <source>What does it hold now?</source>
      <translation>它现在记住了什么？</translation>
    </message>
    <message>
      <source>What the model keeps in memory will be drawn here.</source>
      <translation>模型保存在记忆里的内容将画在这里。</translation>
    </message>
    <message>
      <source>Along the text</source>
      <translation>沿文本</translation>
    </message>
    <message>
      <source>What the memory does at the cursor</source>
      <translation>记忆在游标处做什么</translation>
    </message>
    <message>
      <source>What the memory does, by tokens</source>
      <translation>记忆做什么，按词元</translation>
    </message>
    <message>
      <source>Memory: slots or units by tokens</source>
      <translation>记忆：槽或单元 × 词元</translation>
    </message>
    <message>
      <source>Reads along the text</source>
      <translation>沿文本的读取</translation>
    </message>
    <message>
      <source>Gauges of memory use</source>
      <translation>记忆使用的仪表</translation>
    </message>
    <message>
      <source>What the colours along the text mean</source>
      <translation>沿文本的颜色是什么意思</translation>
    </message>
    <message>
      <source>mean of {n} {unit}s; {about}</source>
      <translation>{n} 个{unit}的平均；{about}</translation>
    </message>
    <message>
      <source>{name} at the cursor</source>
      <translation>游标处的{name}</translation>
    </message>
    <message>
      <source>from the keystroke until the last panel is painted, by part; the dashed line is one refresh at 60 Hz</source>
      <translation>从按键到最后一个面板上屏，按阶段；虚线是 60 Hz 的一次刷新</translation>
    </message>
    <message>
      <source>Performance</source>
      <translation>性能</translation>
    </message>
    <message>
      <source>Where does the time of a key go?</source>
      <translation>一次按键的时间用在哪里？</translation>
    </message>
    <message>
      <source>Type something: the time of each keystroke will be drawn here, in milliseconds.</source>
      <translation>请输入一些内容：每次按键的时间将画在这里，以毫秒计。</translation>
    </message>
    <message>
      <source>{ms} ms</source>
      <translation>{ms} 毫秒</translation>
    </message>
    <message>
      <source>Milliseconds of the last keystrokes, by parts</source>
      <translation>最近按键的毫秒数，按阶段</translation>
    </message>
    <message numerus="yes">
      <source>{n} keys before</source>
      <translation>
        <numerusform>前面第 {n} 次按键</numerusform>
      </translation>
    </message>
    <message>
      <source>last key</source>
      <translation>最后一次按键</translation>
    </message>
    <message>
      <source>milliseconds</source>
      <translation>毫秒</translation>
    </message>
    <message>
      <source>Next token</source>
      <translation>下一个词元</translation>
    </message>
    <message>
      <source>What comes next?</source>
      <translation>接下来是什么？</translation>
    </message>
    <message>
      <source>The model's next-token probabilities will be listed here.</source>
      <translation>模型对下一个词元的概率将列在这里。</translation>
    </message>
    <message>
      <source>{pieces}, first {first}</source>
      <translation>{pieces}，第一个是 {first}</translation>
    </message>
    <message>
      <source>What comes first?</source>
      <translation>最先出现的是什么？</translation>
    </message>
    <message>
      <source>What comes after “{word}”?</source>
      <translation>“{word}”之后是什么？</translation>
    </message>
    <message>
      <source>How likely is…</source>
      <translation>概率有多大…</translation>
    </message>
    <message>
      <source>Text whose probability is wanted</source>
      <translation>要求概率的文本</translation>
    </message>
    <message>
      <source>How probable is this text after the cursor? A word in the middle of a sentence begins with a space (or ␣).</source>
      <translation>游标之后出现这段文本的概率有多大？句子中间的词以空格（或 ␣）开头。</translation>
    </message>
    <message>
      <source>Probability of the text</source>
      <translation>文本的概率</translation>
    </message>
    <message>
      <source>uncertainty {bits} bits</source>
      <translation>不确定度 {bits} 比特</translation>
    </message>
    <message>
      <source>not recorded</source>
      <translation>没有记录</translation>
    </message>
    <message>
      <source>after the cursor</source>
      <translation>在游标之后</translation>
    </message>
    <message>
      <source>No signal matches.</source>
      <translation>没有匹配的信号。</translation>
    </message>
    <message>
      <source>Kind</source>
      <translation>种类</translation>
    </message>
    <message>
      <source>Shape</source>
      <translation>形状</translation>
    </message>
    <message>
      <source>Range</source>
      <translation>范围</translation>
    </message>
    <message>
      <source>Signals</source>
      <translation>信号</translation>
    </message>
    <message>
      <source>What can be seen of this model?</source>
      <translation>这个模型有什么可看？</translation>
    </message>
    <message>
      <source>The signals of the open model will be listed here.</source>
      <translation>打开的模型的信号将列在这里。</translation>
    </message>
    <message numerus="yes">
      <source>{n} signals</source>
      <translation>
        <numerusform>{n} 个信号</numerusform>
      </translation>
    </message>
    <message>
      <source>Signals of the model</source>
      <translation>模型的信号</translation>
    </message>
    <message>
      <source>Filter by name, kind, part or layer</source>
      <translation>按名称、种类、部件或层筛选</translation>
    </message>
    <message>
      <source>Filter of the signals</source>
      <translation>信号的筛选</translation>
    </message>
    <message>
      <source>New panel</source>
      <translation>新建面板</translation>
    </message>
    <message>
      <source>Open a new panel that shows the chosen signal (Enter)</source>
      <translation>新建一个显示所选信号的面板（Enter）</translation>
    </message>
    <message>
      <source>New panel of the signal</source>
      <translation>显示这个信号的新面板</translation>
    </message>
    <message>
      <source>Add the signal to a panel</source>
      <translation>把信号加到面板</translation>
    </message>
    <message>
      <source>Show the chosen signal in an open panel</source>
      <translation>在打开的面板里显示所选信号</translation>
    </message>
    <message>
      <source>Add to</source>
      <translation>加到</translation>
    </message>
    <message>
      <source>Drag to move the cursor, turn the wheel to zoom, Shift+drag to select a span</source>
      <translation>拖动来移动游标，转动滚轮来缩放，Shift+拖动来选择区间</translation>
    </message>
    <message>
      <source>Timeline</source>
      <translation>时间线</translation>
    </message>
    <message>
      <source>How surprising was each token? In bits; higher is less expected.</source>
      <translation>每个词元有多出乎意料？以比特计；越高越意外。</translation>
    </message>
    <message>
      <source>How surprising each token is will be drawn here, in bits.</source>
      <translation>每个词元有多出乎意料将画在这里，以比特计。</translation>
    </message>
    <message>
      <source>Add a track of {signal} here</source>
      <translation>在这里加一条 {signal} 的轨道</translation>
    </message>
    <message>
      <source>Remove the track of {name}</source>
      <translation>移除{name}的轨道</translation>
    </message>
    <message>
      <source>Show a track of {name}</source>
      <translation>显示{name}的轨道</translation>
    </message>
    <message>
      <source>from memory</source>
      <translation>来自记忆</translation>
    </message>
    <message>
      <source>change</source>
      <translation>变化</translation>
    </message>
    <message>
      <source>{name} by tokens</source>
      <translation>{name}，按词元</translation>
    </message>
    <message>
      <source>Surprise and uncertainty by tokens</source>
      <translation>意外度和不确定度，按词元</translation>
    </message>
    <message>
      <source>Memory use by token</source>
      <translation>每个词元的记忆使用情况</translation>
    </message>
    <message>
      <source>Quantity of a track</source>
      <translation>轨道的量</translation>
    </message>
    <message>
      <source>Track</source>
      <translation>轨道</translation>
    </message>
    <message>
      <source>Remove the track</source>
      <translation>移除轨道</translation>
    </message>
    <message>
      <source>Add a track</source>
      <translation>添加轨道</translation>
    </message>
    <message>
      <source>This model has no training record: open a checkpoint that “wmstudio train” has made to see its curves.</source>
      <translation>这个模型没有训练记录：打开由 “wmstudio train” 生成的检查点才能看到它的曲线。</translation>
    </message>
    <message>
      <source>The training record cannot be used, but the model can: {why}.</source>
      <translation>训练记录不可用，但模型可用：{why}。</translation>
    </message>
    <message>
      <source>The training record has no curves: nothing was measured during training.</source>
      <translation>训练记录里没有曲线：训练时没有测量。</translation>
    </message>
    <message>
      <source>From training.json in the checkpoint’s folder; the dashed line is this text</source>
      <translation>来自检查点文件夹里的 training.json；虚线是这段文本</translation>
    </message>
    <message>
      <source>Click a curve to open the training step there; the lower curve is the cursor’s token at each step</source>
      <translation>单击曲线，打开那里的训练步；下面的曲线是游标的词元在每一步的值</translation>
    </message>
    <message>
      <source>Training</source>
      <translation>训练</translation>
    </message>
    <message>
      <source>How did it learn?</source>
      <translation>它是怎样学会的？</translation>
    </message>
    <message>
      <source>steps</source>
      <translation>步</translation>
    </message>
    <message>
      <source>Training: {name}</source>
      <translation>训练：{name}</translation>
    </message>
    <message>
      <source>step</source>
      <translation>步</translation>
    </message>
    <message>
      <source>What the model was trained on, and how long</source>
      <translation>模型用什么训练，训练了多久</translation>
    </message>
    <message numerus="yes">
      <source>{n:,} steps</source>
      <translation>
        <numerusform>{n:,} 步</numerusform>
      </translation>
    </message>
    <message>
      <source>{n:.1f} million tokens</source>
      <translation>{n:.1f} 百万词元</translation>
    </message>
    <message numerus="yes">
      <source>{n:,} minutes</source>
      <translation>
        <numerusform>{n:,} 分钟</numerusform>
      </translation>
    </message>
    <message>
      <source>began with {name}</source>
      <translation>从 {name} 开始</translation>
    </message>
    <message>
      <source>this token over the training</source>
      <translation>这个词元在训练中的变化</translation>
    </message>
    <message>
      <source>this text {n:.2f}</source>
      <translation>这段文本 {n:.2f}</translation>
    </message>
    <message>
      <source>Units</source>
      <translation>单元</translation>
    </message>
    <message>
      <source>Which units are active here?</source>
      <translation>这里哪些单元是活跃的？</translation>
    </message>
    <message>
      <source>The units that are active over a selected span will be listed here.</source>
      <translation>在所选区间上活跃的单元将列在这里。</translation>
    </message>
    <message>
      <source>active at or above</source>
      <translation>活跃：不小于</translation>
    </message>
    <message>
      <source>active at or below</source>
      <translation>活跃：不大于</translation>
    </message>
    <message>
      <source>correlated with the span</source>
      <translation>与区间相关</translation>
    </message>
    <message>
      <source>following a pattern</source>
      <translation>跟随模式</translation>
    </message>
    <message>
      <source>Signal whose units are searched</source>
      <translation>在哪个信号里找单元</translation>
    </message>
    <message>
      <source>How units are found</source>
      <translation>怎样找单元</translation>
    </message>
    <message>
      <source>inactive in neighbours</source>
      <translation>在相邻处不活跃</translation>
    </message>
    <message>
      <source>Add a span</source>
      <translation>添加区间</translation>
    </message>
    <message>
      <source>Only this span</source>
      <translation>只要这个区间</translation>
    </message>
    <message>
      <source>Find places</source>
      <translation>查找位置</translation>
    </message>
    <message>
      <source>Other text…</source>
      <translation>其他文本…</translation>
    </message>
    <message>
      <source>Is it causal?</source>
      <translation>是因果的吗？</translation>
    </message>
    <message>
      <source>Threshold for an active unit</source>
      <translation>活跃单元的阈值</translation>
    </message>
    <message>
      <source>A unit is active where its value is at least (or at most, as chosen) this threshold</source>
      <translation>单元的值不小于（或按选择，不大于）这个阈值时，它是活跃的</translation>
    </message>
    <message>
      <source>Keep this span, and add the span that you select next</source>
      <translation>保留这个区间，并加上接下来选择的区间</translation>
    </message>
    <message>
      <source>Only units that are inactive at the tokens right before and after the span</source>
      <translation>只要在紧靠区间前后的词元上不活跃的单元</translation>
    </message>
    <message>
      <source>Find where else these units are active, in this text and in the other text</source>
      <translation>在这段文本和其他文本中，查找这些单元还在哪里活跃</translation>
    </message>
    <message>
      <source>Hold the chosen unit, and beside it another one, over the last tokens of the pattern, and measure the probability of what follows</source>
      <translation>在模式的最后几个词元上固定所选单元，并固定另一个作对照，测量后面内容的概率</translation>
    </message>
    <message>
      <source>Open another text file to search together with this text</source>
      <translation>打开另一个文本文件，与这段文本一起搜索</translation>
    </message>
    <message>
      <source>Active units</source>
      <translation>活跃的单元</translation>
    </message>
    <message>
      <source>Places found</source>
      <translation>找到的位置</translation>
    </message>
    <message>
      <source>Tensor</source>
      <translation>张量</translation>
    </message>
    <message>
      <source>Type</source>
      <translation>类型</translation>
    </message>
    <message>
      <source>Norm</source>
      <translation>范数</translation>
    </message>
    <message>
      <source>Least</source>
      <translation>最小</translation>
    </message>
    <message>
      <source>Mean</source>
      <translation>平均</translation>
    </message>
    <message>
      <source>Greatest</source>
      <translation>最大</translation>
    </message>
    <message>
      <source>Singular value</source>
      <translation>奇异值</translation>
    </message>
    <message>
      <source>Change</source>
      <translation>变化</translation>
    </message>
    <message>
      <source>Weights</source>
      <translation>权重</translation>
    </message>
    <message>
      <source>What has the model learned?</source>
      <translation>模型学到了什么？</translation>
    </message>
    <message>
      <source>The weights are being measured…</source>
      <translation>正在测量权重…</translation>
    </message>
    <message numerus="yes">
      <source>{n} tensors</source>
      <translation>
        <numerusform>{n} 个张量</numerusform>
      </translation>
    </message>
    <message>
      <source>column</source>
      <translation>列</translation>
    </message>
    <message>
      <source>row</source>
      <translation>行</translation>
    </message>
    <message>
      <source>Tensors of the model</source>
      <translation>模型的张量</translation>
    </message>
    <message>
      <source>Weights of the chosen tensor</source>
      <translation>所选张量的权重</translation>
    </message>
    <message>
      <source>Histogram</source>
      <translation>直方图</translation>
    </message>
    <message>
      <source>Largest singular values</source>
      <translation>最大的奇异值</translation>
    </message>
    <message>
      <source>weights {name}</source>
      <translation>权重 {name}</translation>
    </message>
    <message>
      <source>Values beyond this scale have the colours of its ends.</source>
      <translation>超出这个标尺的值用两端的颜色。</translation>
    </message>
    <message>
      <source>Scale: fixed</source>
      <translation>标尺：固定</translation>
    </message>
    <message>
      <source>Scale: visible</source>
      <translation>标尺：可见部分</translation>
    </message>
    <message>
      <source>Scale: shared</source>
      <translation>标尺：共用</translation>
    </message>
    <message>
      <source>Show: now and untouched</source>
      <translation>显示：现在和未改动时</translation>
    </message>
    <message>
      <source>Show: the change</source>
      <translation>显示：变化</translation>
    </message>
    <message>
      <source>Show: now</source>
      <translation>显示：现在</translation>
    </message>
    <message>
      <source>change of {what}</source>
      <translation>{what} 的变化</translation>
    </message>
    <message>
      <source>{what}: {n} {unit}s by tokens. {about}</source>
      <translation>{what}：{n} 个{unit} × 词元。{about}</translation>
    </message>
    <message>
      <source>{what}: one number, by tokens. {about}</source>
      <translation>{what}：一个数，按词元。{about}</translation>
    </message>
    <message>
      <source>Show {signal} here</source>
      <translation>在这里显示 {signal}</translation>
    </message>
    <message>
      <source>{name} {n}</source>
      <translation>{name} {n}</translation>
    </message>
    <message>
      <source>pinned at {place} of {model}</source>
      <translation>钉在 {model} 的{place}</translation>
    </message>
    <message>
      <source>the beginning</source>
      <translation>开头</translation>
    </message>
    <message>
      <source>pinned at {place} of {model}, as it was before</source>
      <translation>钉在 {model} 的{place}，保持当时的样子</translation>
    </message>
    <message>
      <source>{token} · {unit} is {value}</source>
      <translation>{token} · {unit} 为 {value}</translation>
    </message>
    <message>
      <source>{what} is {first} everywhere, {over}</source>
      <translation>{what}：{over}始终为 {first}</translation>
    </message>
    <message>
      <source>{what} rises from {first} to {last}, {over}; lowest {low} at {lowest}, highest {high} at {highest}</source>
      <translation>{what}：{over}从 {first} 升至 {last}；最低 {low}（{lowest}），最高 {high}（{highest}）</translation>
    </message>
    <message>
      <source>{what} falls from {first} to {last}, {over}; lowest {low} at {lowest}, highest {high} at {highest}</source>
      <translation>{what}：{over}从 {first} 降至 {last}；最低 {low}（{lowest}），最高 {high}（{highest}）</translation>
    </message>
    <message>
      <source>{what} goes up and down, from {first} to {last}, {over}; lowest {low} at {lowest}, highest {high} at {highest}</source>
      <translation>{what}：{over}有升有降，从 {first} 到 {last}；最低 {low}（{lowest}），最高 {high}（{highest}）</translation>
    </message>
    <message>
      <source>over tokens {first:,} to {last:,}</source>
      <translation>在词元 {first:,} 至 {last:,} 上</translation>
    </message>
    <message>
      <source>over steps {first:,} to {last:,}</source>
      <translation>在第 {first:,} 至 {last:,} 步上</translation>
    </message>
    <message>
      <source>{keys}, in milliseconds: {told}</source>
      <translation>{keys}，毫秒：{told}</translation>
    </message>
    <message>
      <source>Milliseconds of a keystroke</source>
      <translation>每次按键的毫秒数</translation>
    </message>
    <message>
      <source>over the last {n} keystrokes</source>
      <translation>在最近 {n} 次按键中</translation>
    </message>
    <message numerus="yes">
      <source>{n} keys back</source>
      <translation>
        <numerusform>{n} 次按键之前</numerusform>
      </translation>
    </message>
    <message>
      <source>The last keystroke, in milliseconds: {told}</source>
      <translation>最后一次按键，以毫秒计：{told}</translation>
    </message>
    <message>
      <source>ms</source>
      <translation>毫秒</translation>
    </message>
    <message>
      <source>keys back</source>
      <translation>次按键之前</translation>
    </message>
    <message>
      <source>step {step}: {value}</source>
      <translation>第 {step} 步：{value}</translation>
    </message>
    <message>
      <source>step {n:,}</source>
      <translation>第 {n:,} 步</translation>
    </message>
    <message>
      <source>{n} formats and panels of other packages cannot be loaded.</source>
      <translation>有 {n} 个来自其他软件包的格式和面板无法加载。</translation>
    </message>
    <message numerus="yes">
      <source>{n} fonts of the program are missing or damaged, and fonts of the system stand in for them: install the program again.</source>
      <translation>
        <numerusform>本程序有 {n} 个字体文件缺失或损坏，已用系统字体代替：请重新安装本程序。</numerusform>
      </translation>
    </message>
    <message>
      <source>An internal error occurred ({what}). Your text is safe.</source>
      <translation>发生了内部错误（{what}）。您的文本是安全的。</translation>
    </message>
    <message>
      <source>Command palette</source>
      <translation>命令面板</translation>
    </message>
    <message>
      <source>Type part of a command's name</source>
      <translation>输入命令名称的一部分</translation>
    </message>
    <message>
      <source>Command to find</source>
      <translation>要找的命令</translation>
    </message>
    <message>
      <source>Matching commands</source>
      <translation>匹配的命令</translation>
    </message>
    <message>
      <source>What the command does</source>
      <translation>这个命令的作用</translation>
    </message>
    <message>
      <source>No command matches.</source>
      <translation>没有匹配的命令。</translation>
    </message>
    <message>
      <source>Answering examples</source>
      <translation>正在回答例题</translation>
    </message>
    <message>
      <source>Wrong: “{target}” was wanted.</source>
      <translation>错误：应为“{target}”。</translation>
    </message>
    <message>
      <source>New from task</source>
      <translation>从任务新建</translation>
    </message>
    <message>
      <source>Examples ({kinds});;All files (*)</source>
      <translation>例题 ({kinds});;所有文件 (*)</translation>
    </message>
    <message>
      <source>The examples could not be opened: {why}.</source>
      <translation>无法打开例题：{why}。</translation>
    </message>
    <message>
      <source>Opens {one} and {two}.</source>
      <translation>打开 {one} 和 {two}。</translation>
    </message>
    <message>
      <source>Opens {one}.</source>
      <translation>打开 {one}。</translation>
    </message>
    <message>
      <source>{signal}, unit {unit} held at {value}</source>
      <translation>{signal}，单元 {unit} 固定为 {value}</translation>
    </message>
    <message>
      <source>The example could not be opened: {why}.</source>
      <translation>无法打开示例：{why}。</translation>
    </message>
    <message>
      <source>## WM Studio {version}

*Type, and watch the model remember.*

You write; a language model with a working memory reads along, and the panels show its gates, what
its memory holds, and what it expects next, at every keystroke.

Every number shown is computed by the open model from the text in the editor. Nothing is sent
anywhere: it works without a network.

The program is under the MIT licence. The fonts that come with it, Inter, Noto Serif and JetBrains
Mono, are under the [SIL Open Font License 1.1](https://openfontlicense.org). *Licences* in the Help
menu shows them in full.
</source>
      <translation>## WM Studio {version}

*输入文字，看模型怎样记住。*

您写作时，一个有工作记忆的语言模型跟着读；每按一个键，面板都会显示它的门控、
它的记忆里有什么，以及它预期接下来是什么。

显示的每个数都由打开的模型从编辑器中的文本算出。不会向任何地方发送任何内容：
没有网络也能工作。

程序采用 MIT 许可证。随附的字体 Inter、Noto Serif 和 JetBrains Mono 采用
[SIL 开放字体许可证 1.1](https://openfontlicense.org)。“帮助”菜单中的*许可证*显示其全文。
</translation>
    </message>
    <message>
      <source>WM Studio is free software under the MIT licence. It comes with three fonts under the SIL Open Font License, and needs packages that have licences of their own.</source>
      <translation>WM Studio 是采用 MIT 许可证的自由软件。它附带三种采用 SIL 开放字体许可证的字体，并需要一些各有自己许可证的软件包。</translation>
    </message>
    <message>
      <source>No model is open.</source>
      <translation>没有打开的模型。</translation>
    </message>
    <message>
      <source>Font {name}</source>
      <translation>字体 {name}</translation>
    </message>
    <message>
      <source>Licences</source>
      <translation>许可证</translation>
    </message>
    <message>
      <source>It has no model card (README.md).</source>
      <translation>它没有模型卡（README.md）。</translation>
    </message>
    <message>
      <source>Package</source>
      <translation>软件包</translation>
    </message>
    <message>
      <source>Version</source>
      <translation>版本</translation>
    </message>
    <message>
      <source>Licence</source>
      <translation>许可证</translation>
    </message>
    <message>
      <source>Packages</source>
      <translation>软件包</translation>
    </message>
    <message>
      <source>No font on this computer has Chinese characters. Install one, such as the package fonts-noto-cjk (google-noto-sans-cjk-fonts on Fedora), and start the program again.</source>
      <translation>这台电脑上没有含汉字的字体。请安装一个，例如软件包 fonts-noto-cjk（在 Fedora 上是 google-noto-sans-cjk-fonts），然后重新启动程序。</translation>
    </message>
    <message>
      <source>being measured on a paragraph of English…</source>
      <translation>正在一段英文上测量…</translation>
    </message>
    <message>
      <source>What it is</source>
      <translation>它是什么</translation>
    </message>
    <message>
      <source>What was assumed</source>
      <translation>作了哪些假定</translation>
    </message>
    <message>
      <source>How it reads</source>
      <translation>它怎样读</translation>
    </message>
    <message>
      <source>Whether it runs right</source>
      <translation>它是否运行正确</translation>
    </message>
    <message>
      <source>Close this card; About this model, in the Model menu, shows it again</source>
      <translation>关闭这张卡；“模型”菜单中的“关于这个模型”会再次显示它</translation>
    </message>
    <message>
      <source>Close the model's card</source>
      <translation>关闭模型卡</translation>
    </message>
    <message>
      <source>The model's card</source>
      <translation>模型卡</translation>
    </message>
    <message>
      <source>The model was saved to {folder}.</source>
      <translation>模型已保存到 {folder}。</translation>
    </message>
    <message>
      <source>Save as checkpoint</source>
      <translation>另存为检查点</translation>
    </message>
    <message>
      <source>The text has changed since the units were found. Find them again.</source>
      <translation>找到这些单元之后文本已改变。请重新查找。</translation>
    </message>
    <message>
      <source>Finding units</source>
      <translation>正在查找单元</translation>
    </message>
    <message>
      <source>Holding unit {unit}</source>
      <translation>正在固定单元 {unit}</translation>
    </message>
    <message>
      <source>{name}: reset to default</source>
      <translation>{name}：恢复默认值</translation>
    </message>
    <message>
      <source>Reset</source>
      <translation>重置</translation>
    </message>
    <message>
      <source>Reset to default</source>
      <translation>恢复默认值</translation>
    </message>
    <message>
      <source>Preferences</source>
      <translation>首选项</translation>
    </message>
    <message>
      <source>Find a preference</source>
      <translation>查找首选项</translation>
    </message>
    <message>
      <source>Preference to find</source>
      <translation>要找的首选项</translation>
    </message>
    <message>
      <source>No preference matches.</source>
      <translation>没有匹配的首选项。</translation>
    </message>
    <message>
      <source>Shortcuts…</source>
      <translation>快捷键…</translation>
    </message>
    <message>
      <source>List every shortcut, and change them</source>
      <translation>列出所有快捷键，并可修改</translation>
    </message>
    <message>
      <source>Open the file</source>
      <translation>打开文件</translation>
    </message>
    <message>
      <source>Open the preferences as a text file, one line each</source>
      <translation>以文本文件打开首选项，每项一行</translation>
    </message>
    <message>
      <source>Copied versions, device, model and settings to the clipboard. Your text is not included.</source>
      <translation>已把版本、设备、模型和设置复制到剪贴板。不包含您的文本。</translation>
    </message>
    <message>
      <source>No log is kept (see Preferences).</source>
      <translation>没有写日志（见“首选项”）。</translation>
    </message>
    <message>
      <source>Glossary</source>
      <translation>术语表</translation>
    </message>
    <message>
      <source>About WM Studio</source>
      <translation>关于 WM Studio</translation>
    </message>
    <message>
      <source>ssh://host or tcp://host:port</source>
      <translation>ssh://主机 或 tcp://主机:端口</translation>
    </message>
    <message>
      <source>With ssh://host, WM Studio is started on that computer through SSH. With tcp://host:port it connects to a server that runs there already (wmstudio serve).</source>
      <translation>使用 ssh://主机 时，通过 SSH 在那台计算机上启动 WM Studio。使用 tcp://主机:端口 时，连接到那里已在运行的服务器（wmstudio serve）。</translation>
    </message>
    <message>
      <source>Connect to a server</source>
      <translation>连接到服务器</translation>
    </message>
    <message>
      <source>only those that are included</source>
      <translation>仅自带的模型</translation>
    </message>
    <message>
      <source>Copy</source>
      <translation>复制</translation>
    </message>
    <message>
      <source>What is wrong, or what is going on</source>
      <translation>出错原因或当前进展</translation>
    </message>
    <message>
      <source>Address</source>
      <translation>地址</translation>
    </message>
    <message>
      <source>Models there</source>
      <translation>那里的模型</translation>
    </message>
    <message>
      <source>Key of the server</source>
      <translation>服务器的公钥</translation>
    </message>
    <message>
      <source>Your own public key</source>
      <translation>您自己的公钥</translation>
    </message>
    <message>
      <source>Cancel</source>
      <translation>取消</translation>
    </message>
    <message>
      <source>Folders and files on that computer, separated by spaces; quote a path that has spaces in it</source>
      <translation>那台计算机上的文件夹和文件，以空格分隔；含空格的路径请加引号</translation>
    </message>
    <message>
      <source>Copy your public key, for the server's owner to allow</source>
      <translation>复制您的公钥，交给服务器的所有者以获准连接</translation>
    </message>
    <message>
      <source>There is no connection to {server}. The text is all here.</source>
      <translation>没有与 {server} 的连接。文本全部在这里。</translation>
    </message>
    <message numerus="yes">
      <source>Connected to {server}, which offers {n} models. Open one in the list of models.</source>
      <translation>
        <numerusform>已连接到 {server}，它提供 {n} 个模型。请在模型列表中打开一个。</numerusform>
      </translation>
    </message>
    <message>
      <source>{why} It is tried again; go on writing, and the model follows when it is back.</source>
      <translation>{why} 正在重试；您可以继续书写，连接恢复后模型会跟上。</translation>
    </message>
    <message>
      <source>{n} parameters</source>
      <translation>{n} 个参数</translation>
    </message>
    <message>
      <source>{n} ms</source>
      <translation>{n} 毫秒</translation>
    </message>
    <message>
      <source>× no connection to {server}</source>
      <translation>× 未连接到 {server}</translation>
    </message>
    <message>
      <source>… connecting to {server}</source>
      <translation>… 正在连接到 {server}</translation>
    </message>
    <message>
      <source>Stop trying</source>
      <translation>停止重试</translation>
    </message>
    <message>
      <source>Read the text with {name}</source>
      <translation>用 {name} 读这段文本</translation>
    </message>
    <message>
      <source>connected to {server}</source>
      <translation>已连接到 {server}</translation>
    </message>
    <message>
      <source>Connecting to {server}…</source>
      <translation>正在连接到 {server}…</translation>
    </message>
    <message>
      <source>Connect again</source>
      <translation>重新连接</translation>
    </message>
    <message>
      <source>Choose a command to change its shortcut.</source>
      <translation>选择一个命令来修改它的快捷键。</translation>
    </message>
    <message>
      <source>Shortcuts</source>
      <translation>快捷键</translation>
    </message>
    <message>
      <source>Find a command, or keys such as Ctrl+F</source>
      <translation>查找命令，或 Ctrl+F 之类的键</translation>
    </message>
    <message>
      <source>New shortcut</source>
      <translation>新的快捷键</translation>
    </message>
    <message>
      <source>Click here, then press the new shortcut</source>
      <translation>单击这里，再按新的快捷键</translation>
    </message>
    <message>
      <source>No shortcut</source>
      <translation>不用快捷键</translation>
    </message>
    <message>
      <source>Use the shortcut that the command comes with</source>
      <translation>使用这个命令原有的快捷键</translation>
    </message>
    <message>
      <source>Use it here instead</source>
      <translation>改为在这里使用</translation>
    </message>
    <message>
      <source>Reset all</source>
      <translation>全部重置</translation>
    </message>
    <message>
      <source>Mouse</source>
      <translation>鼠标</translation>
    </message>
    <message>
      <source>It opens the {menu} menu.</source>
      <translation>它打开“{menu}”菜单。</translation>
    </message>
    <message>
      <source>Command</source>
      <translation>命令</translation>
    </message>
    <message>
      <source>Keys</source>
      <translation>按键</translation>
    </message>
    <message>
      <source>What it does</source>
      <translation>作用</translation>
    </message>
    <message>
      <source>{keys} cannot be used. {why}</source>
      <translation>不能使用 {keys}。{why}</translation>
    </message>
    <message>
      <source>{keys} is the shortcut of “{name}”.</source>
      <translation>{keys} 是“{name}”的快捷键。</translation>
    </message>
    <message>
      <source>Open {file}</source>
      <translation>打开 {file}</translation>
    </message>
    <message>
      <source>{file} no longer exists</source>
      <translation>{file} 已不存在</translation>
    </message>
    <message>
      <source>{file} cannot be read: {why}</source>
      <translation>无法读取 {file}：{why}</translation>
    </message>
    <message>
      <source>no window can be opened, since Qt finds no screen that it can use: start the program on a desktop, or use its commands, which wmstudio --help lists</source>
      <translation>无法打开窗口，因为 Qt 找不到可用的屏幕：请在桌面上启动程序，或使用 wmstudio --help 列出的命令</translation>
    </message>
    <message>
      <source>no window can be opened, since QT_QPA_PLATFORM is '{name}', which Qt does not have here: unset it</source>
      <translation>无法打开窗口，因为 QT_QPA_PLATFORM 是“{name}”，而这里的 Qt 没有它：请取消这个变量</translation>
    </message>
    <message>
      <source>no window can be opened, since the display '{name}' does not answer: set DISPLAY to one that runs, or start the program on a desktop</source>
      <translation>无法打开窗口，因为显示器“{name}”没有应答：请把 DISPLAY 设为一个正在运行的显示器，或在桌面上启动程序</translation>
    </message>
    <message>
      <source>no window can be opened, since a library of the system is missing ({library}): install it</source>
      <translation>无法打开窗口，因为缺少一个系统库（{library}）：请安装它</translation>
    </message>
    <message>
      <source>Layouts</source>
      <translation>布局</translation>
    </message>
    <message>
      <source>Model, layouts and generation</source>
      <translation>模型、布局和生成</translation>
    </message>
    <message>
      <source>Commands</source>
      <translation>命令</translation>
    </message>
    <message>
      <source>More</source>
      <translation>更多</translation>
    </message>
    <message>
      <source>The text has changed since the search. Find the places again.</source>
      <translation>搜索之后文本已改变。请重新查找位置。</translation>
    </message>
    <message>
      <source>There is nothing to search for. Select a span over which a unit is active first.</source>
      <translation>没有可搜索的内容。请先选择一个有单元活跃的区间。</translation>
    </message>
    <message>
      <source>The search was stopped.</source>
      <translation>搜索已停止。</translation>
    </message>
    <message>
      <source>this text</source>
      <translation>这段文本</translation>
    </message>
    <message>
      <source>Searching {name}</source>
      <translation>正在搜索 {name}</translation>
    </message>
    <message>
      <source>Other text to search</source>
      <translation>要搜索的其他文本</translation>
    </message>
    <message>
      <source>Labels of units could not be saved: {why}.</source>
      <translation>无法保存单元的标签：{why}。</translation>
    </message>
    <message>
      <source>Show unit {unit} of {name}</source>
      <translation>显示 {name} 的单元 {unit}</translation>
    </message>
    <message>
      <source>&amp;Back</source>
      <translation>上一步(&amp;B)</translation>
    </message>
    <message>
      <source>End tour</source>
      <translation>结束导览</translation>
    </message>
    <message>
      <source>End the tour (Esc)</source>
      <translation>结束导览（Esc）</translation>
    </message>
    <message>
      <source>Tours (*{suffix})</source>
      <translation>导览 (*{suffix})</translation>
    </message>
    <message>
      <source>{tour} · {n} of {of}</source>
      <translation>{tour} · 第 {n} 步，共 {of} 步</translation>
    </message>
    <message>
      <source>&amp;Done</source>
      <translation>完成(&amp;D)</translation>
    </message>
    <message>
      <source>&amp;Next</source>
      <translation>下一步(&amp;N)</translation>
    </message>
    <message>
      <source>&amp;Skip</source>
      <translation>跳过(&amp;S)</translation>
    </message>
    <message>
      <source>Open a tour</source>
      <translation>打开导览</translation>
    </message>
    <message>
      <source>Welcome</source>
      <translation>欢迎</translation>
    </message>
    <message>
      <source>Three things to try</source>
      <translation>试试这三件事</translation>
    </message>
    <message>
      <source>Take a tour of the window, about two minutes long</source>
      <translation>浏览一遍窗口，大约两分钟</translation>
    </message>
    <message>
      <source>Hide this strip; the Help menu brings it back</source>
      <translation>隐藏这一条；“帮助”菜单可以再次显示它</translation>
    </message>
    <message>
      <source>Take the tour</source>
      <translation>开始导览</translation>
    </message>
    <message>
      <source>Hide</source>
      <translation>隐藏</translation>
    </message>
    <message>
      <source>each head</source>
      <translation>每个头</translation>
    </message>
    <message>
      <source>over {setting} {first} to {last}</source>
      <translation>在{setting} {first} 至 {last} 上</translation>
    </message>
    <message>
      <source>{setting}: {bits} bits per byte</source>
      <translation>{setting}：每字节 {bits} 比特</translation>
    </message>
    <message>
      <source>Bits per byte by capacity</source>
      <translation>每字节比特数，按容量</translation>
    </message>
    <message>
      <source>memory off: {bits} bits per byte</source>
      <translation>关闭记忆：每字节 {bits} 比特</translation>
    </message>
    <message>
      <source>by {setting}</source>
      <translation>按{setting}</translation>
    </message>
    <message>
      <source>nothing has been measured yet</source>
      <translation>尚未测量</translation>
    </message>
    <message>
      <source>With {setting} {n} this text costs {bits} bits per byte.</source>
      <translation>{setting}为 {n} 时，这段文本用每字节 {bits} 比特。</translation>
    </message>
    <message>
      <source>With {setting} {n} this text costs {bits} bits per byte, without the memory {off}.</source>
      <translation>{setting}为 {n} 时，这段文本用每字节 {bits} 比特，没有记忆时用 {off}。</translation>
    </message>
    <message>
      <source>Without the memory this text costs {bits} bits per byte.</source>
      <translation>没有记忆时，这段文本用每字节 {bits} 比特。</translation>
    </message>
    <message>
      <source>More than {n} saves less than {least}.</source>
      <translation>超过 {n} 之后，节省不到 {least}。</translation>
    </message>
    <message>
      <source>It still saves at {n}, the largest that was measured.</source>
      <translation>到测量过的最大值 {n} 仍有节省。</translation>
    </message>
    <message>
      <source>{setting} {n} costs least: {bits}.</source>
      <translation>{setting}为 {n} 时代价最小：{bits}。</translation>
    </message>
    <message>
      <source>{setting} {n}, {policy}, costs least: {bits}.</source>
      <translation>{setting}为 {n}、{policy}时代价最小：{bits}。</translation>
    </message>
    <message>
      <source>Only the first {n} of {all} tokens were measured.</source>
      <translation>只测量了前 {n} 个词元，共 {all} 个。</translation>
    </message>
    <message>
      <source>No capacity saves {least} or more.</source>
      <translation>没有哪种容量能节省 {least} 或更多。</translation>
    </message>
    <message>
      <source>over columns {first} to {last}</source>
      <translation>在第 {first} 至 {last} 列上</translation>
    </message>
    <message>
      <source>Targets by rows, answers by columns</source>
      <translation>行是目标，列是回答</translation>
    </message>
    <message>
      <source>target \ answer</source>
      <translation>目标 \ 回答</translation>
    </message>
    <message>
      <source>#</source>
      <translation>#</translation>
    </message>
    <message>
      <source>Prompt</source>
      <translation>提示</translation>
    </message>
    <message>
      <source>Answer</source>
      <translation>回答</translation>
    </message>
    <message>
      <source>Right</source>
      <translation>正确</translation>
    </message>
    <message>
      <source>Bits</source>
      <translation>比特</translation>
    </message>
    <message>
      <source>yes</source>
      <translation>是</translation>
    </message>
    <message>
      <source>no</source>
      <translation>否</translation>
    </message>
    <message>
      <source>Examples with their answers</source>
      <translation>例题及其回答</translation>
    </message>
    <message>
      <source>Select a span of tokens (Shift+drag in a picture) to see which units are active.</source>
      <translation>选择一个词元区间（在图中按 Shift+拖动），查看哪些单元是活跃的。</translation>
    </message>
    <message>
      <source>Select at most {n:,} tokens to see which units are active.</source>
      <translation>最多选择 {n:,} 个词元来查看哪些单元是活跃的。</translation>
    </message>
    <message>
      <source>The span has not been read yet.</source>
      <translation>还没有读到这个区间。</translation>
    </message>
    <message>
      <source>No unit is active throughout the span. Try another threshold or direction.</source>
      <translation>没有单元在整个区间上都活跃。请换一个阈值或方向。</translation>
    </message>
    <message>
      <source>No unit is active there and inactive right before and after.</source>
      <translation>没有单元在那里活跃而在紧靠前后处不活跃。</translation>
    </message>
    <message numerus="yes">
      <source>{n} of {all} are active over tokens {tokens}</source>
      <translation>
        <numerusform>在词元 {tokens} 上，共 {all} 个单元中有 {n} 个活跃</numerusform>
      </translation>
    </message>
    <message>
      <source>The {n} units that correlate most with being in tokens {tokens}, over tokens {first}–{last}; r below 0 means low there</source>
      <translation>在词元 {first}–{last} 中，与“位于词元 {tokens}”最相关的 {n} 个单元；r 小于 0 表示在那里取低值</translation>
    </message>
    <message>
      <source>There is no control: no other unit of this signal ignores the pattern.</source>
      <translation>没有对照：这个信号没有其他与模式无关的单元。</translation>
    </message>
    <message>
      <source>held</source>
      <translation>固定的单元</translation>
    </message>
    <message>
      <source>at</source>
      <translation>固定值</translation>
    </message>
    <message numerus="yes">
      <source>Mean probability of {after} at {n:,} places, with the unit held over the last {tokens} tokens of each.</source>
      <translation>
        <numerusform>在 {n:,} 个位置上 {after} 的平均概率，在每处的最后 {tokens} 个词元上固定单元。</numerusform>
      </translation>
    </message>
    <message>
      <source>a closing quotation mark</source>
      <translation>右引号</translation>
    </message>
    <message>
      <source>the next token of the text</source>
      <translation>文本的下一个词元</translation>
    </message>
    <message>
      <source>unit {unit} (control), as outside</source>
      <translation>单元 {unit}（对照），如同在外面</translation>
    </message>
    <message>
      <source>What holding the unit does</source>
      <translation>固定这个单元的效果</translation>
    </message>
    <message>
      <source>unit {unit}, as outside</source>
      <translation>单元 {unit}，如同在外面</translation>
    </message>
    <message>
      <source>unit {unit}, as inside</source>
      <translation>单元 {unit}，如同在里面</translation>
    </message>
    <message>
      <source>nothing</source>
      <translation>什么也没有</translation>
    </message>
    <message>
      <source>unit </source>
      <translation>单元 </translation>
    </message>
    <message>
      <source>Unit to label</source>
      <translation>要加标签的单元</translation>
    </message>
    <message>
      <source>label…</source>
      <translation>标签…</translation>
    </message>
    <message>
      <source>Label of the unit</source>
      <translation>单元的标签</translation>
    </message>
    <message>
      <source>A label to find the unit again (Enter saves it; an empty label removes it)</source>
      <translation>用来再次找到单元的标签（Enter 保存；空标签表示移除）</translation>
    </message>
    <message>
      <source>That is too little to trust it: go by leaving out.</source>
      <translation>这太少，不足以信任：请以去掉的结果为准。</translation>
    </message>
    <message>
      <source>Log probability of {pieces} after token {last}: {bits} bits.</source>
      <translation>词元 {last} 之后 {pieces} 的对数概率：{bits} 比特。</translation>
    </message>
    <message numerus="yes">
      <source>Gradient × input agrees with leaving out with r = {r} over {n} tokens.</source>
      <translation>
        <numerusform>在 {n} 个词元上，梯度 × 输入与去掉的结果一致，r = {r}。</numerusform>
      </translation>
    </message>
    <message>
      <source>gradient × input</source>
      <translation>梯度 × 输入</translation>
    </message>
    <message>
      <source>gradient</source>
      <translation>梯度</translation>
    </message>
    <message>
      <source>left out</source>
      <translation>去掉</translation>
    </message>
    <message>
      <source>Log-odds of {pieces} after token {last}: {bits} bits.</source>
      <translation>词元 {last} 之后 {pieces} 的对数几率：{bits} 比特。</translation>
    </message>
    <message>
      <source>the model</source>
      <translation>模型</translation>
    </message>
    <message>
      <source>No better than a uniform guess, so that nothing can be read from their pieces: {layers}.</source>
      <translation>不比均匀猜测好，所以从它们的片段看不出什么：{layers}。</translation>
    </message>
    <message>
      <source>Nearer to a uniform guess than to the model, so hardly to be trusted: {layers}.</source>
      <translation>比起模型更接近均匀猜测，所以不太可信：{layers}。</translation>
    </message>
    <message>
      <source>layer</source>
      <translation>层</translation>
    </message>
    <message>
      <source>would predict</source>
      <translation>会预测</translation>
    </message>
    <message>
      <source>per token</source>
      <translation>每词元</translation>
    </message>
    <message>
      <source>Bits per token, as last measured: mean over {n:,} tokens of this text; a uniform guess needs {bits:.2f}.</source>
      <translation>每词元比特数（最近一次测量）：本文本 {n:,} 个词元的平均；均匀猜测需要 {bits:.2f}。</translation>
    </message>
    <message>
      <source>bits of “{piece}”</source>
      <translation>“{piece}”的比特数</translation>
    </message>
    <message>
      <source>What each layer would predict</source>
      <translation>每一层会预测什么</translation>
    </message>
    <message>
      <source>Point at a number to read what it means.</source>
      <translation>把指针移到一个数上，查看它的含义。</translation>
    </message>
    <message>
      <source>nothing kept</source>
      <translation>什么也没有保留</translation>
    </message>
    <message>
      <source>{share} % kept, of all that fits</source>
      <translation>保留 {share} %，占全部容量</translation>
    </message>
    <message>
      <source>the next write loses nothing</source>
      <translation>下次写入不丢失任何内容</translation>
    </message>
    <message>
      <source>the next write loses {share} %</source>
      <translation>下次写入丢失 {share} %</translation>
    </message>
    <message>
      <source>the read is not spread</source>
      <translation>读取没有分散</translation>
    </message>
    <message>
      <source>the read is spread: {share} %</source>
      <translation>读取有分散：{share} %</translation>
    </message>
    <message>
      <source>Memory use at the cursor</source>
      <translation>游标处的记忆使用情况</translation>
    </message>
    <message>
      <source>What memory use means, in one line</source>
      <translation>记忆使用情况的含义，一行</translation>
    </message>
    <message>
      <source>What memory use means</source>
      <translation>记忆使用情况的含义</translation>
    </message>
    <message>
      <source>{ms} ms per token</source>
      <translation>每词元 {ms} 毫秒</translation>
    </message>
    <message>
      <source>all heads</source>
      <translation>所有头</translation>
    </message>
    <message>
      <source>mean of heads</source>
      <translation>各头的平均</translation>
    </message>
    <message>
      <source>Signals by row</source>
      <translation>按行的信号</translation>
    </message>
    <message>
      <source>{signal} {first}–{last}</source>
      <translation>{signal} {first}–{last}</translation>
    </message>
    <message>
      <source>{signal}, by rows {first} to {last}</source>
      <translation>{signal}，第 {first} 到 {last} 行</translation>
    </message>
    <message>
      <source>Show {signal}</source>
      <translation>显示 {signal}</translation>
    </message>
    <message>
      <source>active</source>
      <translation>活跃</translation>
    </message>
    <message>
      <source>tokens</source>
      <translation>词元</translation>
    </message>
    <message>
      <source>before</source>
      <translation>之前</translation>
    </message>
    <message>
      <source>there</source>
      <translation>那里</translation>
    </message>
    <message>
      <source>after</source>
      <translation>之后</translation>
    </message>
    <message numerus="yes">
      <source>{name} ({tokens} tokens): {n:,} places with all {units}</source>
      <translation>
        <numerusform>{name}（{tokens} 个词元）：{units} 全部活跃的位置有 {n:,} 处</numerusform>
      </translation>
    </message>
    <message>
      <source>Places where these units are active</source>
      <translation>这些单元活跃的位置</translation>
    </message>
    <message>
      <source>{places}, the best {n} listed</source>
      <translation>{places}，列出最好的 {n} 处</translation>
    </message>
    <message>
      <source>In this text</source>
      <translation>在这段文本中</translation>
    </message>
    <message>
      <source>lowest {low} at {lowest}, highest {high} at {highest}</source>
      <translation>最低 {low}（{lowest}），最高 {high}（{highest}）</translation>
    </message>
    <message>
      <source>{what}: {rows} rows, {columns} columns</source>
      <translation>{what}：{rows} 行，{columns} 列</translation>
    </message>
    <message>
      <source>Contents of the memory</source>
      <translation>记忆的内容</translation>
    </message>
    <message>
      <source>kept, in %</source>
      <translation>保留，%</translation>
    </message>
    <message>
      <source>kept</source>
      <translation>保留</translation>
    </message>
    <message>
      <source>read, in %</source>
      <translation>读取，%</translation>
    </message>
    <message>
      <source>read %</source>
      <translation>读取 %</translation>
    </message>
    <message>
      <source>top</source>
      <translation>栈顶</translation>
    </message>
    <message>
      <source>front</source>
      <translation>队首</translation>
    </message>
    <message>
      <source>back</source>
      <translation>队尾</translation>
    </message>
    <message>
      <source>kept %</source>
      <translation>保留 %</translation>
    </message>
    <message>
      <source>The stack is empty here.</source>
      <translation>这里栈是空的。</translation>
    </message>
    <message>
      <source>The queue is empty here.</source>
      <translation>这里队列是空的。</translation>
    </message>
    <message>
      <source>Items of the memory at the cursor</source>
      <translation>游标处记忆的各项</translation>
    </message>
    <message>
      <source>The highlighted part is what is read, from the {end}</source>
      <translation>高亮部分是读取的内容，从{end}开始</translation>
    </message>
    <message>
      <source>most read first</source>
      <translation>读得最多的在前</translation>
    </message>
    <message>
      <source>newest first</source>
      <translation>最新的在前</translation>
    </message>
    <message>
      <source>slot number</source>
      <translation>槽编号</translation>
    </message>
    <message>
      <source>How much is written, and what it counts for</source>
      <translation>写入了多少，以及它的作用大小</translation>
    </message>
    <message>
      <source>Order of the rows</source>
      <translation>各行的顺序</translation>
    </message>
    <message>
      <source>Empty slot</source>
      <translation>空槽</translation>
    </message>
    <message>
      <source>Forget this</source>
      <translation>遗忘这一项</translation>
    </message>
    <message>
      <source>Show fewer</source>
      <translation>少显示一些</translation>
    </message>
    <message>
      <source>Show all</source>
      <translation>全部显示</translation>
    </message>
    <message>
      <source>dashed: untouched</source>
      <translation>虚线：未改动</translation>
    </message>
    <message>
      <source>memory counts for {share} %</source>
      <translation>记忆占 {share} %</translation>
    </message>
    <message>
      <source>{n:,} of {all:,} slots written</source>
      <translation>已写入 {n:,} 个槽，共 {all:,} 个</translation>
    </message>
    <message>
      <source>{n:,} of {all:,} tokens held</source>
      <translation>保存了 {n:,} 个词元，共 {all:,} 个</translation>
    </message>
    <message>
      <source>Memory slots at the cursor</source>
      <translation>游标处的记忆槽</translation>
    </message>
    <message>
      <source>Values in each slot</source>
      <translation>每个槽里的值</translation>
    </message>
    <message>
      <source>table</source>
      <translation>表格</translation>
    </message>
    <message>
      <source>mean, in %</source>
      <translation>平均，%</translation>
    </message>
    <message>
      <source>stored</source>
      <translation>存储</translation>
    </message>
    <message>
      <source>match</source>
      <translation>匹配</translation>
    </message>
    <message>
      <source>No token has been read here.</source>
      <translation>这里还没有读任何词元。</translation>
    </message>
    <message>
      <source>Tokens that the memory looks back at</source>
      <translation>记忆回看的词元</translation>
    </message>
    <message>
      <source>What is shown of the memory</source>
      <translation>显示记忆的什么</translation>
    </message>
    <message>
      <source>read</source>
      <translation>读取</translation>
    </message>
    <message>
      <source>before the write</source>
      <translation>写入之前</translation>
    </message>
    <message>
      <source>after the write</source>
      <translation>写入之后</translation>
    </message>
    <message>
      <source>Choose a pattern, and press “Find units”.</source>
      <translation>选择一种模式，再按“查找单元”。</translation>
    </message>
    <message>
      <source>Looking for units…</source>
      <translation>正在查找单元…</translation>
    </message>
    <message>
      <source>inside quotes</source>
      <translation>在引号内</translation>
    </message>
    <message>
      <source>regular expression</source>
      <translation>正则表达式</translation>
    </message>
    <message>
      <source>capitalised words</source>
      <translation>首字母大写的词</translation>
    </message>
    <message>
      <source>punctuation</source>
      <translation>标点</translation>
    </message>
    <message>
      <source>white space</source>
      <translation>空白</translation>
    </message>
    <message>
      <source>selected spans</source>
      <translation>选中的区间</translation>
    </message>
    <message>
      <source>in this text</source>
      <translation>在这段文本中</translation>
    </message>
    <message>
      <source>in the other text</source>
      <translation>在其他文本中</translation>
    </message>
    <message>
      <source>by correlation</source>
      <translation>按相关性</translation>
    </message>
    <message>
      <source>by accuracy</source>
      <translation>按正确率</translation>
    </message>
    <message numerus="yes">
      <source>{n:,} places</source>
      <translation>
        <numerusform>{n:,} 个位置</numerusform>
      </translation>
    </message>
    <message>
      <source>{inside} tokens in {places}, {outside} others.</source>
      <translation>{places}中有 {inside} 个词元，其他 {outside} 个。</translation>
    </message>
    <message numerus="yes">
      <source>{n} of {all} units tell them apart: one threshold is right for at least {good} % (balanced accuracy; by luck up to {lucky} %). {told}</source>
      <translation>
        <numerusform>{all} 个单元中有 {n} 个能区分它们：用一个阈值至少 {good} % 正确（平衡准确率；凭运气最高 {lucky} %）。{told}</numerusform>
      </translation>
    </message>
    <message>
      <source>Pattern</source>
      <translation>模式</translation>
    </message>
    <message>
      <source>Text in which the pattern is looked for</source>
      <translation>在哪份文本里找这种模式</translation>
    </message>
    <message>
      <source>Order of the units</source>
      <translation>单元的顺序</translation>
    </message>
    <message>
      <source>Tokens with a character of a match are inside; ^ and $ also match at lines</source>
      <translation>含有匹配字符的词元算在内；^ 和 $ 也匹配行首和行尾</translation>
    </message>
    <message>
      <source>compared with (else: all other tokens)</source>
      <translation>与之比较（否则：所有其他词元）</translation>
    </message>
    <message>
      <source>Another regular expression: only tokens of its matches count as outside</source>
      <translation>另一个正则表达式：只有它匹配到的词元算在外</translation>
    </message>
    <message>
      <source>Find units</source>
      <translation>查找单元</translation>
    </message>
    <message>
      <source>Read the text from its beginning, and find the units that follow the pattern</source>
      <translation>从头读文本，找出跟随这种模式的单元</translation>
    </message>
    <message>
      <source>No unit tells them apart well. The best, unit {unit}, is right for {best} % (balanced accuracy; by luck up to {lucky} %). {told}</source>
      <translation>没有单元能很好地区分它们。最好的是单元 {unit}，{best} % 正确（平衡准确率；凭运气最高 {lucky} %）。{told}</translation>
    </message>
    <message>
      <source>the text</source>
      <translation>文本</translation>
    </message>
    <message>
      <source>What the memory retrieves for</source>
      <translation>要记忆检索什么</translation>
    </message>
    <message>
      <source>What the memory retrieves</source>
      <translation>记忆检索到什么</translation>
    </message>
    <message>
      <source>Most probable tokens after the text</source>
      <translation>文本之后概率最大的词元</translation>
    </message>
    <message>
      <source>memory retrieves for</source>
      <translation>记忆检索</translation>
    </message>
    <message>
      <source>then next</source>
      <translation>然后是</translation>
    </message>
    <message>
      <source>memory retrieves</source>
      <translation>记忆检索到</translation>
    </message>
    <message>
      <source>mixed</source>
      <translation>混合</translation>
    </message>
    <message>
      <source>Order of the units, computed on the visible tokens, or on the selected span for activity and variance. It stays until you choose another.</source>
      <translation>单元的顺序，按可见的词元计算；活跃度和方差按选中的区间计算。在您另行选择之前保持不变。</translation>
    </message>
    <message>
      <source>To sort by correlation, select part of the visible tokens.</source>
      <translation>要按相关性排序，请选择一部分可见的词元。</translation>
    </message>
    <message>
      <source>Sort again</source>
      <translation>重新排序</translation>
    </message>
    <message>
      <source>Sort the units again, by the visible tokens</source>
      <translation>按可见的词元重新给单元排序</translation>
    </message>
    <message>
      <source>What is shown below</source>
      <translation>下面显示什么</translation>
    </message>
    <message>
      <source>Remove {signal}</source>
      <translation>移除 {signal}</translation>
    </message>
    <message>
      <source>Signal: units by tokens</source>
      <translation>信号：单元 × 词元</translation>
    </message>
    <message>
      <source>gate</source>
      <translation>门</translation>
    </message>
    <message>
      <source>activation</source>
      <translation>激活</translation>
    </message>
    <message>
      <source>contents</source>
      <translation>内容</translation>
    </message>
    <message>
      <source>address</source>
      <translation>地址</translation>
    </message>
    <message>
      <source>attention</source>
      <translation>注意力</translation>
    </message>
    <message>
      <source>number</source>
      <translation>数</translation>
    </message>
    <message>
      <source>token pointed at</source>
      <translation>指向的词元</translation>
    </message>
    <message>
      <source>{n} action</source>
      <translation>{n} 个动作</translation>
    </message>
    <message>
      <source>{n} actions</source>
      <translation>{n} 个动作</translation>
    </message>
    <message>
      <source>{n} token back</source>
      <translation>前 {n} 个词元</translation>
    </message>
    <message>
      <source>{n} tokens back</source>
      <translation>前 {n} 个词元</translation>
    </message>
    <message>
      <source>{n} column</source>
      <translation>{n} 列</translation>
    </message>
    <message>
      <source>{n} columns</source>
      <translation>{n} 列</translation>
    </message>
    <message>
      <source>{n} feature</source>
      <translation>{n} 个特征</translation>
    </message>
    <message>
      <source>{n} features</source>
      <translation>{n} 个特征</translation>
    </message>
    <message>
      <source>{n} gate</source>
      <translation>{n} 个门</translation>
    </message>
    <message>
      <source>{n} gates</source>
      <translation>{n} 个门</translation>
    </message>
    <message>
      <source>{n} head</source>
      <translation>{n} 个头</translation>
    </message>
    <message>
      <source>{n} heads</source>
      <translation>{n} 个头</translation>
    </message>
    <message>
      <source>{n} item</source>
      <translation>{n} 项</translation>
    </message>
    <message>
      <source>{n} items</source>
      <translation>{n} 项</translation>
    </message>
    <message>
      <source>{n} key feature</source>
      <translation>{n} 个键特征</translation>
    </message>
    <message>
      <source>{n} key features</source>
      <translation>{n} 个键特征</translation>
    </message>
    <message>
      <source>{n} level</source>
      <translation>{n} 层</translation>
    </message>
    <message>
      <source>{n} levels</source>
      <translation>{n} 层</translation>
    </message>
    <message>
      <source>{n} row</source>
      <translation>{n} 行</translation>
    </message>
    <message>
      <source>{n} rows</source>
      <translation>{n} 行</translation>
    </message>
    <message>
      <source>{n} slot</source>
      <translation>{n} 个槽</translation>
    </message>
    <message>
      <source>{n} slots</source>
      <translation>{n} 个槽</translation>
    </message>
    <message>
      <source>{n} unit</source>
      <translation>{n} 个单元</translation>
    </message>
    <message>
      <source>{n} units</source>
      <translation>{n} 个单元</translation>
    </message>
    <message>
      <source>{n} value feature</source>
      <translation>{n} 个值特征</translation>
    </message>
    <message>
      <source>{n} value features</source>
      <translation>{n} 个值特征</translation>
    </message>
    <message>
      <source>one number</source>
      <translation>一个数</translation>
    </message>
    <message>
      <source>unit</source>
      <translation>单元</translation>
    </message>
    <message>
      <source>label</source>
      <translation>标签</translation>
    </message>
    <message>
      <source>in the span</source>
      <translation>在区间内</translation>
    </message>
    <message>
      <source>beside</source>
      <translation>在旁边</translation>
    </message>
    <message>
      <source>r</source>
      <translation>r</translation>
    </message>
    <message>
      <source>inside</source>
      <translation>内</translation>
    </message>
    <message>
      <source>outside</source>
      <translation>外</translation>
    </message>
    <message>
      <source>accuracy, %</source>
      <translation>正确率，%</translation>
    </message>
    <message>
      <source>Active units over the span, and labelled units</source>
      <translation>区间上活跃的单元，以及有标签的单元</translation>
    </message>
    <message>
      <source>Other labelled units</source>
      <translation>其他有标签的单元</translation>
    </message>
    <message>
      <source>from the network</source>
      <translation>来自网络</translation>
    </message>
    <message>
      <source>memory</source>
      <translation>记忆</translation>
    </message>
    <message>
      <source>network</source>
      <translation>网络</translation>
    </message>
    <message>
      <source>now %</source>
      <translation>现在 %</translation>
    </message>
    <message>
      <source>was %</source>
      <translation>原来 %</translation>
    </message>
    <message>
      <source>in %</source>
      <translation>以 % 计</translation>
    </message>
    <message>
      <source>{memory} from memory, {network} from the network</source>
      <translation>{memory} 来自记忆，{network} 来自网络</translation>
    </message>
    <message>
      <source>{now}; without the edits {was}</source>
      <translation>{now}；没有编辑时 {was}</translation>
    </message>
    <message>
      <source>Most probable next tokens</source>
      <translation>概率最大的下一个词元</translation>
    </message>
    <message>
      <source>{n:,} others</source>
      <translation>其他 {n:,} 个</translation>
    </message>
    <message>
      <source>About the chosen row</source>
      <translation>关于所选的行</translation>
    </message>
    <message>
      <source>Go to word</source>
      <translation>转到该词</translation>
    </message>
    <message>
      <source>written by</source>
      <translation>写入者</translation>
    </message>
    <message>
      <source>forgotten</source>
      <translation>已遗忘</translation>
    </message>
    <message>
      <source>put in by hand</source>
      <translation>手工放入</translation>
    </message>
    <message>
      <source>{n:,} of {all:,} in use</source>
      <translation>使用 {n:,} 个，共 {all:,} 个</translation>
    </message>
    <message>
      <source>{item}, feature {n}: {value}</source>
      <translation>{item}，特征 {n}：{value}</translation>
    </message>
    <message>
      <source>after token {token}</source>
      <translation>在词元 {token} 之后</translation>
    </message>
    <message>
      <source>empty</source>
      <translation>空</translation>
    </message>
    <message>
      <source>put in after token {token}</source>
      <translation>在词元 {token} 之后放入</translation>
    </message>
    <message>
      <source>It followed “{word}”.</source>
      <translation>它跟在“{word}”之后。</translation>
    </message>
    <message>
      <source>after “{word}”</source>
      <translation>在“{word}”之后</translation>
    </message>
    <message>
      <source>It followed “{word}”, as it would now.</source>
      <translation>它跟在“{word}”之后，现在也会如此。</translation>
    </message>
    <message>
      <source>Restore</source>
      <translation>恢复</translation>
    </message>
    <message>
      <source>no longer there</source>
      <translation>已不在那里</translation>
    </message>
    <message>
      <source>{item}, put in after token {token}</source>
      <translation>{item}，在词元 {token} 之后放入</translation>
    </message>
    <message>
      <source>{item} “{piece}”, token {token}</source>
      <translation>{item} “{piece}”，词元 {token}</translation>
    </message>
    <message>
      <source>{item}: empty</source>
      <translation>{item}：空</translation>
    </message>
    <message>
      <source>place of token {token}</source>
      <translation>词元 {token} 的位置</translation>
    </message>
    <message>
      <source>{item}: mixed, most of it from “{piece}”, token {token}</source>
      <translation>{item}：混合，大部分来自“{piece}”，词元 {token}</translation>
    </message>
    <message>
      <source>{was} without the edits</source>
      <translation>没有编辑时 {was}</translation>
    </message>
    <message numerus="yes">
      <source>{n} tokens ago</source>
      <translation>
        <numerusform>{n} 个词元之前</numerusform>
      </translation>
    </message>
    <message>
      <source>tokens ago</source>
      <translation>多少个词元之前</translation>
    </message>
    <message>
      <source>read now</source>
      <translation>正在读取</translation>
    </message>
    <message>
      <source>ago</source>
      <translation>距今</translation>
    </message>
    <message>
      <source>{name}: unit</source>
      <translation>{name}：单元</translation>
    </message>
    <message>
      <source>{unit}, of {n}</source>
      <translation>{unit}，共 {n} 个</translation>
    </message>
    <message>
      <source>{name}: layer</source>
      <translation>{name}：层</translation>
    </message>
    <message>
      <source>The training step that reads the text; the curve behind it is the {curve}</source>
      <translation>读这段文本的训练步；它后面的曲线是{curve}</translation>
    </message>
    <message>
      <source>The training step that reads the text</source>
      <translation>读这段文本的训练步</translation>
    </message>
    <message>
      <source>step {step:,} of {last:,}</source>
      <translation>第 {step:,} 步，共 {last:,} 步</translation>
    </message>
    <message>
      <source>Play the training</source>
      <translation>播放训练过程</translation>
    </message>
    <message>
      <source>Go through the steps of the training, or stop</source>
      <translation>逐步播放训练过程，或停止</translation>
    </message>
    <message>
      <source>Training step</source>
      <translation>训练步</translation>
    </message>
    <message>
      <source>The training step that is open</source>
      <translation>打开的训练步</translation>
    </message>
    <message>
      <source>Move the cursor to a token to see what each training step makes of it.</source>
      <translation>请把游标移到一个词元上，查看每个训练步怎样预测它。</translation>
    </message>
    <message>
      <source>{name} at {token} at each step</source>
      <translation>{token} 处的{name}，在每个训练步</translation>
    </message>
    <message>
      <source>Step {step:,} could not be read: {why}</source>
      <translation>无法读取第 {step:,} 步：{why}</translation>
    </message>
    <message>
      <source>Quantity over the training</source>
      <translation>训练过程中的量</translation>
    </message>
    <message>
      <source>What is traced over the training</source>
      <translation>在训练过程中跟踪什么</translation>
    </message>
    <message>
      <source>this token</source>
      <translation>这个词元</translation>
    </message>
    <message>
      <source>{file} already exists. Do you want to replace it?</source>
      <translation>{file} 已存在。要替换它吗？</translation>
    </message>
    <message>
      <source>Show this layout</source>
      <translation>显示这种布局</translation>
    </message>
    <message>
      <source>Delete this layout; the panels stay where they are</source>
      <translation>删除这种布局；面板留在原处</translation>
    </message>
    <message>
      <source>Save layout</source>
      <translation>保存布局</translation>
    </message>
    <message>
      <source>Name of the layout (a layout of that name is replaced):</source>
      <translation>布局的名称（同名的布局会被替换）：</translation>
    </message>
    <message>
      <source>Save</source>
      <translation>保存</translation>
    </message>
    <message>
      <source>The layout “{name}” has been saved. Choose it in View, Layout.</source>
      <translation>已保存布局“{name}”。可在“视图 → 布局”中选择它。</translation>
    </message>
    <message>
      <source>There are {n} layouts of your own. Delete one first.</source>
      <translation>您已有 {n} 种自己的布局。请先删除一种。</translation>
    </message>
    <message>
      <source>{name} takes about {n} s for a token. You can go on typing; the panels follow as fast as the model reads.</source>
      <translation>{name} 每个词元大约需要 {n} 秒。您可以继续输入；面板会按模型的速度跟上。</translation>
    </message>
    <message>
      <source>Open model</source>
      <translation>打开模型</translation>
    </message>
    <message>
      <source>Device</source>
      <translation>设备</translation>
    </message>
    <message>
      <source>Second model of the comparison</source>
      <translation>比较中的第二个模型</translation>
    </message>
    <message>
      <source>Connection to the server, with the time of a round trip</source>
      <translation>与服务器的连接，以及往返时间</translation>
    </message>
    <message>
      <source>Tokens in the text</source>
      <translation>文本中的词元</translation>
    </message>
    <message>
      <source>Tokens per second, when the model last read or wrote many</source>
      <translation>每秒词元数，取模型最近一次读或写很多词元时的值</translation>
    </message>
    <message>
      <source>{n} tokens/s</source>
      <translation>{n} 词元/秒</translation>
    </message>
    <message numerus="yes">
      <source>{of} tokens</source>
      <translation>
        <numerusform>{of} 个词元</numerusform>
      </translation>
    </message>
    <message>
      <source>{n} k tokens/s</source>
      <translation>{n} 千词元/秒</translation>
    </message>
    <message>
      <source>compared with {name}</source>
      <translation>与 {name} 比较</translation>
    </message>
    <message>
      <source>Opening model</source>
      <translation>正在打开模型</translation>
    </message>
    <message>
      <source>Reading was stopped after {n} tokens. It continues with the next key or click.</source>
      <translation>读了 {n} 个词元后停止。再按一个键或单击就会继续。</translation>
    </message>
    <message>
      <source>Reading the text</source>
      <translation>正在读文本</translation>
    </message>
    <message>
      <source>commands (for more, wmstudio COMMAND --help):</source>
      <translation>命令（详情见 wmstudio COMMAND --help）：</translation>
    </message>
    <message>
      <source>To open a file that is named like a command, write ./NAME.</source>
      <translation>要打开与命令同名的文件，请写 ./NAME。</translation>
    </message>
    <message>
      <source>example:</source>
      <translation>示例：</translation>
    </message>
    <message>
      <source>not a model that can be opened</source>
      <translation>不是能打开的模型</translation>
    </message>
    <message>
      <source>there is no such file or folder</source>
      <translation>没有这样的文件或文件夹</translation>
    </message>
    <message>
      <source>not measured</source>
      <translation>未测量</translation>
    </message>
    <message>
      <source>{task}: {share} right</source>
      <translation>{task}：正确率 {share}</translation>
    </message>
    <message>
      <source>{share} of held-out targets written exactly</source>
      <translation>留出的目标中有 {share} 写得完全正确</translation>
    </message>
    <message>
      <source>name</source>
      <translation>名称</translation>
    </message>
    <message>
      <source>family</source>
      <translation>模型族</translation>
    </message>
    <message>
      <source>parameters</source>
      <translation>参数</translation>
    </message>
    <message>
      <source>on disk</source>
      <translation>磁盘占用</translation>
    </message>
    <message>
      <source>measured</source>
      <translation>测得</translation>
    </message>
    <message>
      <source>path</source>
      <translation>路径</translation>
    </message>
    <message>
      <source>what it is</source>
      <translation>是什么</translation>
    </message>
    <message>
      <source>{program}: error: {what}</source>
      <translation>{program}：错误：{what}</translation>
    </message>
    <message>
      <source>usage: </source>
      <translation>用法：</translation>
    </message>
    <message>
      <source>&amp;New</source>
      <translation>新建(&amp;N)</translation>
    </message>
    <message>
      <source>Start with an empty text</source>
      <translation>从空文本开始</translation>
    </message>
    <message>
      <source>&amp;Open text…</source>
      <translation>打开文本(&amp;O)…</translation>
    </message>
    <message>
      <source>Open a text file (UTF-8)</source>
      <translation>打开一个文本文件（UTF-8）</translation>
    </message>
    <message>
      <source>New &amp;from task…</source>
      <translation>从任务新建(&amp;F)…</translation>
    </message>
    <message>
      <source>Open a file of prompts with their targets, for the model to answer one by one</source>
      <translation>打开一个含有提示和目标的文件，让模型逐个回答</translation>
    </message>
    <message>
      <source>Next mista&amp;ke</source>
      <translation>下一个错误(&amp;K)</translation>
    </message>
    <message>
      <source>Show the next example that the model has answered wrong</source>
      <translation>显示下一道模型答错的例题</translation>
    </message>
    <message>
      <source>The model has answered no example wrong</source>
      <translation>模型没有答错任何例题</translation>
    </message>
    <message>
      <source>&amp;Clear list</source>
      <translation>清空列表(&amp;C)</translation>
    </message>
    <message>
      <source>Clear the list of recent files; the files are kept</source>
      <translation>清空最近文件的列表；文件本身保留</translation>
    </message>
    <message>
      <source>The list is empty</source>
      <translation>列表是空的</translation>
    </message>
    <message>
      <source>&amp;Save</source>
      <translation>保存(&amp;S)</translation>
    </message>
    <message>
      <source>Save the text to its file</source>
      <translation>把文本保存到它的文件</translation>
    </message>
    <message>
      <source>Save &amp;as…</source>
      <translation>另存为(&amp;A)…</translation>
    </message>
    <message>
      <source>Save the text to another file</source>
      <translation>把文本保存到另一个文件</translation>
    </message>
    <message>
      <source>Open s&amp;ession…</source>
      <translation>打开会话(&amp;E)…</translation>
    </message>
    <message>
      <source>Restore a text with its branches, its model and everything that was shown</source>
      <translation>恢复一段文本，连同它的分支、模型和显示过的一切</translation>
    </message>
    <message>
      <source>Save sess&amp;ion…</source>
      <translation>保存会话(&amp;I)…</translation>
    </message>
    <message>
      <source>Save the text, its branches, the model's name and everything that is shown in one file</source>
      <translation>把文本、它的分支、模型的名称和显示的一切保存到一个文件</translation>
    </message>
    <message>
      <source>Open recorded &amp;trace…</source>
      <translation>打开记录的轨迹(&amp;T)…</translation>
    </message>
    <message>
      <source>Open a recording of a text, without its model</source>
      <translation>打开一段文本的记录，不需要它的模型</translation>
    </message>
    <message>
      <source>Recor&amp;d trace…</source>
      <translation>记录轨迹(&amp;D)…</translation>
    </message>
    <message>
      <source>Save everything that the model shows of this text to a file that opens without the model</source>
      <translation>把模型对这段文本显示的一切保存到文件，打开它不需要模型</translation>
    </message>
    <message>
      <source>E&amp;xport figure or data…</source>
      <translation>导出图或数据(&amp;X)…</translation>
    </message>
    <message>
      <source>Save what a panel shows as a picture (PNG, SVG, PDF) or as numbers (CSV, NPZ)</source>
      <translation>把面板显示的内容保存为图片（PNG、SVG、PDF）或数值（CSV、NPZ）</translation>
    </message>
    <message>
      <source>Copy as Pyt&amp;hon</source>
      <translation>复制为 Python(&amp;H)</translation>
    </message>
    <message>
      <source>Copy Python code that computes what the focused panel shows</source>
      <translation>复制计算焦点面板所显示内容的 Python 代码</translation>
    </message>
    <message>
      <source>Copy fi&amp;gure</source>
      <translation>复制图(&amp;G)</translation>
    </message>
    <message>
      <source>Copy a picture of what the focused panel shows, as pixels and as SVG</source>
      <translation>复制当前面板所示内容的图片（像素和 SVG）</translation>
    </message>
    <message>
      <source>Picture of the &amp;window…</source>
      <translation>窗口的图片(&amp;W)…</translation>
    </message>
    <message>
      <source>Save the whole window as a PNG picture</source>
      <translation>把整个窗口保存为 PNG 图片</translation>
    </message>
    <message>
      <source>Export ani&amp;mation…</source>
      <translation>导出动画(&amp;M)…</translation>
    </message>
    <message>
      <source>Save a GIF of the window or a panel while the cursor moves over the span</source>
      <translation>保存游标走过区间时窗口或面板的 GIF 动画</translation>
    </message>
    <message>
      <source>&amp;Quit</source>
      <translation>退出(&amp;Q)</translation>
    </message>
    <message>
      <source>Close the window; your text is kept</source>
      <translation>关闭窗口；您的文本会保留</translation>
    </message>
    <message>
      <source>&amp;Undo</source>
      <translation>撤销(&amp;U)</translation>
    </message>
    <message>
      <source>Undo the last change</source>
      <translation>撤销最后一次修改</translation>
    </message>
    <message>
      <source>There is nothing to undo</source>
      <translation>没有可撤销的内容</translation>
    </message>
    <message>
      <source>&amp;Redo</source>
      <translation>重做(&amp;R)</translation>
    </message>
    <message>
      <source>Redo the last undone change</source>
      <translation>重做最后撤销的修改</translation>
    </message>
    <message>
      <source>There is nothing to redo</source>
      <translation>没有可重做的内容</translation>
    </message>
    <message>
      <source>Cu&amp;t</source>
      <translation>剪切(&amp;T)</translation>
    </message>
    <message>
      <source>Move the selection to the clipboard</source>
      <translation>把选中的内容移到剪贴板</translation>
    </message>
    <message>
      <source>Nothing is selected</source>
      <translation>没有选中任何内容</translation>
    </message>
    <message>
      <source>&amp;Copy</source>
      <translation>复制(&amp;C)</translation>
    </message>
    <message>
      <source>Copy the selection to the clipboard</source>
      <translation>把选中的内容复制到剪贴板</translation>
    </message>
    <message>
      <source>&amp;Paste</source>
      <translation>粘贴(&amp;P)</translation>
    </message>
    <message>
      <source>Insert the text of the clipboard</source>
      <translation>插入剪贴板中的文本</translation>
    </message>
    <message>
      <source>The clipboard contains no text</source>
      <translation>剪贴板中没有文本</translation>
    </message>
    <message>
      <source>Select &amp;all</source>
      <translation>全选(&amp;A)</translation>
    </message>
    <message>
      <source>Select the whole text</source>
      <translation>选中整段文本</translation>
    </message>
    <message>
      <source>The text is empty</source>
      <translation>文本是空的</translation>
    </message>
    <message>
      <source>&amp;Find…</source>
      <translation>查找(&amp;F)…</translation>
    </message>
    <message>
      <source>Find words in the text</source>
      <translation>在文本中查找词语</translation>
    </message>
    <message>
      <source>&amp;Replace…</source>
      <translation>替换(&amp;R)…</translation>
    </message>
    <message>
      <source>Find words in the text and replace them</source>
      <translation>在文本中查找并替换词语</translation>
    </message>
    <message>
      <source>Find &amp;next</source>
      <translation>查找下一个(&amp;N)</translation>
    </message>
    <message>
      <source>Go to the next match</source>
      <translation>转到下一个匹配</translation>
    </message>
    <message>
      <source>Find pre&amp;vious</source>
      <translation>查找上一个(&amp;V)</translation>
    </message>
    <message>
      <source>Go to the previous match</source>
      <translation>转到上一个匹配</translation>
    </message>
    <message>
      <source>Match &amp;case</source>
      <translation>区分大小写(&amp;C)</translation>
    </message>
    <message>
      <source>Distinguish upper and lower case</source>
      <translation>区分大写和小写字母</translation>
    </message>
    <message>
      <source>Whole &amp;words</source>
      <translation>全字匹配(&amp;W)</translation>
    </message>
    <message>
      <source>Find whole words only</source>
      <translation>只查找完整的词</translation>
    </message>
    <message>
      <source>Regular e&amp;xpression</source>
      <translation>正则表达式(&amp;X)</translation>
    </message>
    <message>
      <source>Treat the search as a pattern; \1 in the replacement is its first group</source>
      <translation>把搜索内容当作模式；替换内容中的 \1 是它的第一个分组</translation>
    </message>
    <message>
      <source>Replace this &amp;one</source>
      <translation>替换这一处(&amp;O)</translation>
    </message>
    <message>
      <source>Replace this match and go to the next</source>
      <translation>替换这处匹配并转到下一处</translation>
    </message>
    <message>
      <source>There is no match to replace</source>
      <translation>没有可替换的匹配</translation>
    </message>
    <message>
      <source>Replace &amp;all</source>
      <translation>全部替换(&amp;A)</translation>
    </message>
    <message>
      <source>Replace all matches; Undo takes all of them back at once</source>
      <translation>替换所有匹配；一次撤销即可全部恢复</translation>
    </message>
    <message>
      <source>Cance&amp;l running task</source>
      <translation>取消正在进行的任务(&amp;L)</translation>
    </message>
    <message>
      <source>Cancel the task shown at the bottom of the window</source>
      <translation>取消窗口底部显示的任务</translation>
    </message>
    <message>
      <source>No task is running</source>
      <translation>没有正在进行的任务</translation>
    </message>
    <message>
      <source>Pr&amp;eferences…</source>
      <translation>首选项(&amp;E)…</translation>
    </message>
    <message>
      <source>Change how the program looks and works</source>
      <translation>修改程序的外观和行为</translation>
    </message>
    <message>
      <source>Previous to&amp;ken</source>
      <translation>上一个词元(&amp;K)</translation>
    </message>
    <message>
      <source>Move the cursor one token back</source>
      <translation>把游标移回一个词元</translation>
    </message>
    <message>
      <source>&amp;Next token</source>
      <translation>下一个词元(&amp;N)</translation>
    </message>
    <message>
      <source>Move the cursor one token forward</source>
      <translation>把游标前移一个词元</translation>
    </message>
    <message>
      <source>Cursor to t&amp;he caret</source>
      <translation>游标移到插入点(&amp;H)</translation>
    </message>
    <message>
      <source>Move the cursor to the caret and follow it</source>
      <translation>把游标移到插入点并跟随它</translation>
    </message>
    <message>
      <source>&amp;Shade the text</source>
      <translation>给文本着色(&amp;S)</translation>
    </message>
    <message>
      <source>Shade every token by the quantity chosen below the text</source>
      <translation>按文本下方选择的量给每个词元着色</translation>
    </message>
    <message>
      <source>Token &amp;boundaries</source>
      <translation>词元边界(&amp;B)</translation>
    </message>
    <message>
      <source>Mark where tokens begin</source>
      <translation>标出词元从哪里开始</translation>
    </message>
    <message>
      <source>&amp;Token at the cursor</source>
      <translation>游标处的词元(&amp;T)</translation>
    </message>
    <message>
      <source>Show details of the cursor's token and its alternatives</source>
      <translation>显示游标处词元的详情和其他候选</translation>
    </message>
    <message>
      <source>Branch &amp;off here</source>
      <translation>在这里分支(&amp;O)</translation>
    </message>
    <message>
      <source>Continue from the caret; the text after it stays in its branch</source>
      <translation>从插入点继续；后面的文本留在它的分支里</translation>
    </message>
    <message>
      <source>&amp;Next branch</source>
      <translation>下一个分支(&amp;N)</translation>
    </message>
    <message>
      <source>Show the next branch of the text</source>
      <translation>显示文本的下一个分支</translation>
    </message>
    <message>
      <source>The text has no other branch</source>
      <translation>文本没有其他分支</translation>
    </message>
    <message>
      <source>&amp;Previous branch</source>
      <translation>上一个分支(&amp;P)</translation>
    </message>
    <message>
      <source>Show the previous branch of the text</source>
      <translation>显示文本的上一个分支</translation>
    </message>
    <message>
      <source>&amp;Delete branch</source>
      <translation>删除分支(&amp;D)</translation>
    </message>
    <message>
      <source>Delete the current branch</source>
      <translation>删除当前分支</translation>
    </message>
    <message>
      <source>Bran&amp;ches and bookmarks</source>
      <translation>分支和书签(&amp;C)</translation>
    </message>
    <message>
      <source>Show the tree of branches beside the text</source>
      <translation>在文本旁边显示分支树</translation>
    </message>
    <message>
      <source>Bookmark &amp;here</source>
      <translation>在这里加书签(&amp;H)</translation>
    </message>
    <message>
      <source>Save the caret's place under a name</source>
      <translation>用一个名称保存插入点的位置</translation>
    </message>
    <message>
      <source>Ne&amp;xt bookmark</source>
      <translation>下一个书签(&amp;X)</translation>
    </message>
    <message>
      <source>Move the caret to the next bookmark</source>
      <translation>把插入点移到下一个书签</translation>
    </message>
    <message>
      <source>This branch has no bookmarks</source>
      <translation>这个分支没有书签</translation>
    </message>
    <message>
      <source>&amp;Play</source>
      <translation>播放(&amp;P)</translation>
    </message>
    <message>
      <source>Move the cursor through the text, or stop (Space in the timeline)</source>
      <translation>让游标走过文本，或停止（在时间线中按空格键）</translation>
    </message>
    <message>
      <source>Next surpris&amp;e</source>
      <translation>下一个意外处(&amp;E)</translation>
    </message>
    <message>
      <source>Move the cursor to the next token with high surprise (J in the timeline)</source>
      <translation>把游标移到下一个意外度高的词元（在时间线中按 J）</translation>
    </message>
    <message>
      <source>Pre&amp;vious surprise</source>
      <translation>上一个意外处(&amp;V)</translation>
    </message>
    <message>
      <source>Move the cursor to the previous token with high surprise (K in the timeline)</source>
      <translation>把游标移到上一个意外度高的词元（在时间线中按 K）</translation>
    </message>
    <message>
      <source>&amp;Faster</source>
      <translation>加快(&amp;F)</translation>
    </message>
    <message>
      <source>Play more tokens per second</source>
      <translation>每秒播放更多词元</translation>
    </message>
    <message>
      <source>&amp;Slower</source>
      <translation>减慢(&amp;S)</translation>
    </message>
    <message>
      <source>Play fewer tokens per second</source>
      <translation>每秒播放更少词元</translation>
    </message>
    <message>
      <source>Select by &amp;dragging</source>
      <translation>拖动选择(&amp;D)</translation>
    </message>
    <message>
      <source>Select a span by dragging in the timeline, without Shift</source>
      <translation>在时间线中拖动来选择区间，不需要按 Shift</translation>
    </message>
    <message>
      <source>Span of the se&amp;lection</source>
      <translation>选中内容作为区间(&amp;L)</translation>
    </message>
    <message>
      <source>Make the selected text the selected span</source>
      <translation>把选中的文本作为选中的区间</translation>
    </message>
    <message>
      <source>&amp;Zoom to the span</source>
      <translation>缩放到区间(&amp;Z)</translation>
    </message>
    <message>
      <source>Show the span, or else the whole text, over the whole width</source>
      <translation>以整个宽度显示区间，没有区间时显示整段文本</translation>
    </message>
    <message>
      <source>Copy &amp;text of the span</source>
      <translation>复制区间的文本(&amp;T)</translation>
    </message>
    <message>
      <source>Copy the text of the selected span</source>
      <translation>复制选中区间的文本</translation>
    </message>
    <message>
      <source>No span is selected</source>
      <translation>没有选中区间</translation>
    </message>
    <message>
      <source>Copy f&amp;igures of the span</source>
      <translation>复制区间的数值(&amp;I)</translation>
    </message>
    <message>
      <source>Copy the values of the tracks over the span as CSV</source>
      <translation>把各轨道在区间上的值复制为 CSV</translation>
    </message>
    <message>
      <source>&amp;Clear the span</source>
      <translation>清除区间(&amp;C)</translation>
    </message>
    <message>
      <source>Clear the selected span</source>
      <translation>清除选中的区间</translation>
    </message>
    <message>
      <source>What the model predicts after the cursor's token, and the probability of any text</source>
      <translation>模型在游标的词元之后预测什么，以及任意文本的概率</translation>
    </message>
    <message>
      <source>What the working memory holds at the cursor's token</source>
      <translation>工作记忆在游标的词元处保存着什么</translation>
    </message>
    <message>
      <source>Units that are active over the selected span or follow a pattern, their labels, and where else they are active</source>
      <translation>在选中区间上活跃或跟随某种模式的单元、它们的标签，以及它们还在哪里活跃</translation>
    </message>
    <message>
      <source>Surprise, memory use and any unit along the text; playback of the cursor, and spans</source>
      <translation>沿文本的意外度、记忆使用情况和任意单元；游标的播放，以及区间</translation>
    </message>
    <message>
      <source>Gates and activations along the text, one row per unit</source>
      <translation>沿文本的门控和激活，每个单元一行</translation>
    </message>
    <message>
      <source>Which past tokens the model looks back at from the cursor's token</source>
      <translation>从游标的词元出发，模型回看哪些过去的词元</translation>
    </message>
    <message>
      <source>What each layer alone would predict at the cursor, and which tokens a prediction hangs on</source>
      <translation>在游标处每一层单独会预测什么，以及一个预测依赖哪些词元</translation>
    </message>
    <message>
      <source>What the text costs with each capacity of the memory, and how much is enough</source>
      <translation>记忆的每种容量使文本付出多少代价，多少才够</translation>
    </message>
    <message>
      <source>Where the time of each keystroke goes, in milliseconds</source>
      <translation>每次按键的时间用在哪里，以毫秒计</translation>
    </message>
    <message>
      <source>All signals of the open model; drag one onto a panel, or open a new panel</source>
      <translation>打开的模型的所有信号；把一个拖到面板上，或新建一个面板</translation>
    </message>
    <message>
      <source>Every tensor of the model in numbers and as a heat map, and how two models differ</source>
      <translation>模型的每个张量，以数值和热图显示，以及两个模型的区别</translation>
    </message>
    <message>
      <source>How the model learned, step by step, from the record in its checkpoint</source>
      <translation>模型是怎样一步步学会的，来自检查点里的记录</translation>
    </message>
    <message>
      <source>A set of prompts with their targets, what the model answers, and where it is wrong</source>
      <translation>一组带目标的提示、模型的回答，以及它错在哪里</translation>
    </message>
    <message>
      <source>&amp;Duplicate panel</source>
      <translation>复制面板(&amp;D)</translation>
    </message>
    <message>
      <source>Open a second copy of the focused panel, with its own choices</source>
      <translation>为焦点面板打开一个副本，有它自己的选项</translation>
    </message>
    <message>
      <source>Focus a panel that can be duplicated first</source>
      <translation>请先把焦点放在可以复制的面板上</translation>
    </message>
    <message>
      <source>&amp;Pin panel</source>
      <translation>钉住面板(&amp;P)</translation>
    </message>
    <message>
      <source>Keep the focused panel at this token, or let it follow the cursor again</source>
      <translation>让焦点面板停在这个词元，或重新跟随游标</translation>
    </message>
    <message>
      <source>Focus a panel that follows the cursor first</source>
      <translation>请先把焦点放在跟随游标的面板上</translation>
    </message>
    <message>
      <source>&amp;Float panel</source>
      <translation>浮动面板(&amp;F)</translation>
    </message>
    <message>
      <source>Move the focused panel to its own window, or back</source>
      <translation>把焦点面板移到自己的窗口，或移回来</translation>
    </message>
    <message>
      <source>Focus a panel first</source>
      <translation>请先把焦点放在一个面板上</translation>
    </message>
    <message>
      <source>To the &amp;left</source>
      <translation>移到左侧(&amp;L)</translation>
    </message>
    <message>
      <source>Move the focused panel to the left of the text, under others that are there</source>
      <translation>把有键盘焦点的面板移到文本左侧，排在那里其他面板的下面</translation>
    </message>
    <message>
      <source>To the &amp;right</source>
      <translation>移到右侧(&amp;R)</translation>
    </message>
    <message>
      <source>Move the focused panel to the right of the text, under others that are there</source>
      <translation>把有键盘焦点的面板移到文本右侧，排在那里其他面板的下面</translation>
    </message>
    <message>
      <source>To the &amp;bottom</source>
      <translation>移到下方(&amp;B)</translation>
    </message>
    <message>
      <source>Move the focused panel below the text, under others that are there</source>
      <translation>把有键盘焦点的面板移到文本下方，排在那里其他面板的下面</translation>
    </message>
    <message>
      <source>&amp;Close panel</source>
      <translation>关闭面板(&amp;C)</translation>
    </message>
    <message>
      <source>Close the focused panel; the View menu brings it back, unless it is a duplicate</source>
      <translation>关闭焦点面板；可用“视图”菜单重新打开它，除非它是副本</translation>
    </message>
    <message>
      <source>Fi&amp;ll the window</source>
      <translation>填满窗口(&amp;L)</translation>
    </message>
    <message>
      <source>Show the focused panel alone, or all panels again (double click on its title)</source>
      <translation>只显示焦点面板，或重新显示所有面板（双击它的标题）</translation>
    </message>
    <message>
      <source>&amp;What is this?</source>
      <translation>这是什么？(&amp;W)</translation>
    </message>
    <message>
      <source>Explain the focused panel and the terms in it</source>
      <translation>解释焦点面板和其中的术语</translation>
    </message>
    <message>
      <source>&amp;Bigger text</source>
      <translation>放大文字(&amp;B)</translation>
    </message>
    <message>
      <source>Increase the size of all text</source>
      <translation>放大所有文字</translation>
    </message>
    <message>
      <source>&amp;Smaller text</source>
      <translation>缩小文字(&amp;S)</translation>
    </message>
    <message>
      <source>Decrease the size of all text</source>
      <translation>缩小所有文字</translation>
    </message>
    <message>
      <source>N&amp;ormal text</source>
      <translation>正常文字(&amp;O)</translation>
    </message>
    <message>
      <source>Reset the size of all text</source>
      <translation>所有文字恢复正常大小</translation>
    </message>
    <message>
      <source>Write</source>
      <translation>写作</translation>
    </message>
    <message>
      <source>Find a unit</source>
      <translation>找单元</translation>
    </message>
    <message>
      <source>Train</source>
      <translation>训练</translation>
    </message>
    <message>
      <source>Lecture</source>
      <translation>讲授</translation>
    </message>
    <message>
      <source>Perform a &amp;script…</source>
      <translation>表演脚本(&amp;S)…</translation>
    </message>
    <message>
      <source>Have a text typed from a script, which waits at its marks, in presentation mode</source>
      <translation>在演示模式中按脚本输入文本，到标记处等待</translation>
    </message>
    <message>
      <source>The text of a recording cannot be changed</source>
      <translation>记录的文本不能改动</translation>
    </message>
    <message>
      <source>Perform a sam&amp;ple script</source>
      <translation>表演样例脚本(&amp;P)</translation>
    </message>
    <message>
      <source>Watch a script that comes with the program: a word that is said, and expected much later</source>
      <translation>观看程序自带的脚本：一个说过的词，很久之后被预期到</translation>
    </message>
    <message>
      <source>Sa&amp;ve this layout…</source>
      <translation>保存这种布局(&amp;V)…</translation>
    </message>
    <message>
      <source>Save where all panels are, under a name that you choose</source>
      <translation>用您选择的名称保存所有面板的位置</translation>
    </message>
    <message>
      <source>&amp;Reset layout</source>
      <translation>重置布局(&amp;R)</translation>
    </message>
    <message>
      <source>Move all panels of this layout back to their places</source>
      <translation>把这种布局的所有面板移回原位</translation>
    </message>
    <message>
      <source>&amp;Command palette…</source>
      <translation>命令面板(&amp;C)…</translation>
    </message>
    <message>
      <source>Find any command by its name</source>
      <translation>按名称查找任意命令</translation>
    </message>
    <message>
      <source>Next &amp;part</source>
      <translation>下一部分(&amp;P)</translation>
    </message>
    <message>
      <source>Move the focus to the next part of the window</source>
      <translation>把焦点移到窗口的下一部分</translation>
    </message>
    <message>
      <source>Pre&amp;vious part</source>
      <translation>上一部分(&amp;V)</translation>
    </message>
    <message>
      <source>Move the focus to the previous part of the window</source>
      <translation>把焦点移到窗口的上一部分</translation>
    </message>
    <message>
      <source>&amp;Open model folder…</source>
      <translation>打开模型文件夹(&amp;O)…</translation>
    </message>
    <message>
      <source>Open a model from a folder</source>
      <translation>从文件夹打开模型</translation>
    </message>
    <message>
      <source>Open model &amp;file…</source>
      <translation>打开模型文件(&amp;F)…</translation>
    </message>
    <message>
      <source>Open a model from a single file</source>
      <translation>从单个文件打开模型</translation>
    </message>
    <message>
      <source>Conn&amp;ect…</source>
      <translation>连接(&amp;E)…</translation>
    </message>
    <message>
      <source>Read with models of another computer, over SSH or straight to a server there</source>
      <translation>使用另一台计算机上的模型阅读：通过 SSH，或直接连接那里的服务器</translation>
    </message>
    <message>
      <source>D&amp;isconnect</source>
      <translation>断开连接(&amp;I)</translation>
    </message>
    <message>
      <source>End the connection to the server and read with a model of this computer again</source>
      <translation>断开与服务器的连接，重新使用本机的模型阅读</translation>
    </message>
    <message>
      <source>No server is connected</source>
      <translation>没有连接服务器</translation>
    </message>
    <message>
      <source>&amp;Compare with another model</source>
      <translation>与另一个模型比较(&amp;C)</translation>
    </message>
    <message>
      <source>Read the same text with a second model, or stop comparing</source>
      <translation>用第二个模型读同一段文本，或停止比较</translation>
    </message>
    <message>
      <source>Compare &amp;with checkpoint…</source>
      <translation>与检查点比较(&amp;W)…</translation>
    </message>
    <message>
      <source>Read the same text with a second model from a folder</source>
      <translation>用文件夹中的第二个模型读同一段文本</translation>
    </message>
    <message>
      <source>&amp;About this model</source>
      <translation>关于这个模型(&amp;A)</translation>
    </message>
    <message>
      <source>Show what the open model is, what was assumed of it, how it reads, and how that was checked</source>
      <translation>显示打开的模型是什么、作了哪些假定、怎样读，以及怎样检查过</translation>
    </message>
    <message>
      <source>Save as chec&amp;kpoint…</source>
      <translation>另存为检查点(&amp;K)…</translation>
    </message>
    <message>
      <source>Save the (first) model in WM Studio's own format, in a new folder</source>
      <translation>以 WM Studio 自己的格式把（第一个）模型保存到新文件夹</translation>
    </message>
    <message>
      <source>There is no model here whose weights could be saved</source>
      <translation>这里没有权重可以保存的模型</translation>
    </message>
    <message>
      <source>&amp;Settings of the model</source>
      <translation>模型的设置(&amp;S)</translation>
    </message>
    <message>
      <source>Show the settings that can be changed while the model runs</source>
      <translation>显示模型运行时可以修改的设置</translation>
    </message>
    <message>
      <source>This model has no settings</source>
      <translation>这个模型没有设置</translation>
    </message>
    <message>
      <source>&amp;Reset settings</source>
      <translation>重置设置(&amp;R)</translation>
    </message>
    <message>
      <source>Use the checkpoint's own settings</source>
      <translation>使用检查点自己的设置</translation>
    </message>
    <message>
      <source>All settings have the checkpoint's own values already</source>
      <translation>所有设置已是检查点自己的值</translation>
    </message>
    <message>
      <source>&amp;Ask the memory</source>
      <translation>询问记忆(&amp;A)</translation>
    </message>
    <message>
      <source>Type some text and see what the memory retrieves for it</source>
      <translation>输入一段文本，看记忆为它检索到什么</translation>
    </message>
    <message>
      <source>&amp;Edit the memory here…</source>
      <translation>在这里编辑记忆(&amp;E)…</translation>
    </message>
    <message>
      <source>Edit the memory right after the cursor's token</source>
      <translation>紧接在游标的词元之后编辑记忆</translation>
    </message>
    <message>
      <source>&amp;Intervene on a signal…</source>
      <translation>干预信号(&amp;I)…</translation>
    </message>
    <message>
      <source>Hold, scale or add to a gate, a cell or another signal, at tokens that you choose</source>
      <translation>在您选择的词元上，固定、缩放或加上门控、细胞或其他信号的值</translation>
    </message>
    <message>
      <source>&amp;Copy memory</source>
      <translation>复制记忆(&amp;C)</translation>
    </message>
    <message>
      <source>Copy the whole memory after the cursor's token, to put it in elsewhere</source>
      <translation>复制游标的词元之后的整个记忆，以便放到别处</translation>
    </message>
    <message>
      <source>&amp;Paste memory</source>
      <translation>粘贴记忆(&amp;P)</translation>
    </message>
    <message>
      <source>Put what was copied of a memory in, right after the cursor's token</source>
      <translation>把复制的记忆紧接在游标的词元之后放入</translation>
    </message>
    <message>
      <source>&amp;Save memory…</source>
      <translation>保存记忆(&amp;S)…</translation>
    </message>
    <message>
      <source>Save the whole memory after the cursor's token to a file</source>
      <translation>把游标的词元之后的整个记忆保存到文件</translation>
    </message>
    <message>
      <source>&amp;Open memory…</source>
      <translation>打开记忆(&amp;O)…</translation>
    </message>
    <message>
      <source>Put the memory of a file in, right after the cursor's token</source>
      <translation>把文件中的记忆紧接在游标的词元之后放入</translation>
    </message>
    <message>
      <source>&amp;Undo last intervention</source>
      <translation>撤销最后一次干预(&amp;U)</translation>
    </message>
    <message>
      <source>Undo the last change of the interventions</source>
      <translation>撤销对干预的最后一次修改</translation>
    </message>
    <message>
      <source>There are no interventions</source>
      <translation>没有干预</translation>
    </message>
    <message>
      <source>Undo a&amp;ll interventions</source>
      <translation>撤销全部干预(&amp;L)</translation>
    </message>
    <message>
      <source>Read as the untouched model</source>
      <translation>像未改动的模型那样读</translation>
    </message>
    <message>
      <source>Compare with the untouched &amp;model</source>
      <translation>与未改动的模型比较(&amp;M)</translation>
    </message>
    <message>
      <source>Read the text without interventions in panels of their own; the weights are shared</source>
      <translation>在单独的面板中不带干预地读文本；权重共用</translation>
    </message>
    <message>
      <source>Active units in the &amp;span</source>
      <translation>区间中活跃的单元(&amp;S)</translation>
    </message>
    <message>
      <source>List the units that are active over the selected span and inactive in its neighbours</source>
      <translation>列出在选中区间上活跃而在相邻处不活跃的单元</translation>
    </message>
    <message>
      <source>&amp;Find places with these units</source>
      <translation>查找这些单元活跃的位置(&amp;F)</translation>
    </message>
    <message>
      <source>Find where else the units of the span are active, in this text and in the other text</source>
      <translation>在这段文本和其他文本中，查找区间的单元还在哪里活跃</translation>
    </message>
    <message>
      <source>&amp;Open other text…</source>
      <translation>打开其他文本(&amp;O)…</translation>
    </message>
    <message>
      <source>Choose another text file to search for units</source>
      <translation>选择另一个文本文件来搜索单元</translation>
    </message>
    <message>
      <source>&amp;Label a unit…</source>
      <translation>给单元加标签(&amp;L)…</translation>
    </message>
    <message>
      <source>Label a unit, to find it again</source>
      <translation>给一个单元加标签，以便再次找到它</translation>
    </message>
    <message>
      <source>Contin&amp;ue the text</source>
      <translation>续写文本(&amp;U)</translation>
    </message>
    <message>
      <source>Have the (first) model continue the text from the caret; Undo removes it at once</source>
      <translation>让（第一个）模型从插入点续写文本；撤销一次即可去掉</translation>
    </message>
    <message>
      <source>Text is already being generated</source>
      <translation>正在生成文本</translation>
    </message>
    <message>
      <source>Continue with and without i&amp;nterventions</source>
      <translation>有干预和无干预地续写(&amp;N)</translation>
    </message>
    <message>
      <source>Have the model write on both ways, with the same seed, as two branches of the text</source>
      <translation>让模型用相同的种子以两种方式续写，成为文本的两个分支</translation>
    </message>
    <message>
      <source>S&amp;top</source>
      <translation>停止(&amp;T)</translation>
    </message>
    <message>
      <source>Stop generating</source>
      <translation>停止生成</translation>
    </message>
    <message>
      <source>Nothing is being generated</source>
      <translation>没有正在生成的内容</translation>
    </message>
    <message>
      <source>Compare with a &amp;copy of this text</source>
      <translation>与这段文本的副本比较(&amp;C)</translation>
    </message>
    <message>
      <source>Open a copy beside the text, in the same model: change it, and see what that changes</source>
      <translation>在文本旁边用同一模型打开副本：修改它，看会带来什么变化</translation>
    </message>
    <message>
      <source>Compare with a text &amp;file…</source>
      <translation>与文本文件比较(&amp;F)…</translation>
    </message>
    <message>
      <source>Open a text file beside the text, in the same model</source>
      <translation>在文本旁边用同一模型打开一个文本文件</translation>
    </message>
    <message>
      <source>Compare with an &amp;empty text</source>
      <translation>与空文本比较(&amp;E)</translation>
    </message>
    <message>
      <source>Write another text beside this one, in the same model</source>
      <translation>在旁边用同一模型写另一段文本</translation>
    </message>
    <message>
      <source>&amp;Link both texts</source>
      <translation>关联两份文本(&amp;L)</translation>
    </message>
    <message>
      <source>Let the cursor in each text follow the other one as far as the texts are the same</source>
      <translation>在两份文本相同的范围内，让各自的游标跟随对方</translation>
    </message>
    <message>
      <source>No second text is open</source>
      <translation>没有打开第二份文本</translation>
    </message>
    <message>
      <source>&amp;Save second text…</source>
      <translation>保存第二份文本(&amp;S)…</translation>
    </message>
    <message>
      <source>Save the second text to a file</source>
      <translation>把第二份文本保存到文件</translation>
    </message>
    <message>
      <source>Cl&amp;ose second text</source>
      <translation>关闭第二份文本(&amp;O)</translation>
    </message>
    <message>
      <source>Close the second text; what is in no file becomes a branch of the first</source>
      <translation>关闭第二份文本；没有存入文件的内容成为第一份文本的分支</translation>
    </message>
    <message>
      <source>Th&amp;ree things to try</source>
      <translation>试试这三件事(&amp;R)</translation>
    </message>
    <message>
      <source>Show three things to try with the story that the program comes with</source>
      <translation>用程序自带的故事展示三件可以尝试的事</translation>
    </message>
    <message>
      <source>&amp;Open a tour…</source>
      <translation>打开导览(&amp;O)…</translation>
    </message>
    <message>
      <source>Take a tour from a file, for example one of your own</source>
      <translation>从文件打开导览，例如您自己写的</translation>
    </message>
    <message>
      <source>&amp;Glossary</source>
      <translation>术语表(&amp;G)</translation>
    </message>
    <message>
      <source>Explain the terms that the window uses</source>
      <translation>解释窗口使用的术语</translation>
    </message>
    <message>
      <source>&amp;Keyboard shortcuts</source>
      <translation>键盘快捷键(&amp;K)</translation>
    </message>
    <message>
      <source>Earlier &amp;notices</source>
      <translation>以前的通知(&amp;N)</translation>
    </message>
    <message>
      <source>Show earlier notices with their details</source>
      <translation>显示以前的通知及其详情</translation>
    </message>
    <message>
      <source>Copy &amp;diagnostics</source>
      <translation>复制诊断信息(&amp;D)</translation>
    </message>
    <message>
      <source>Copy versions, device, model and settings for a bug report</source>
      <translation>复制版本、设备、模型和设置，用于报告问题</translation>
    </message>
    <message>
      <source>Open the &amp;log</source>
      <translation>打开日志(&amp;L)</translation>
    </message>
    <message>
      <source>Open the program's log file</source>
      <translation>打开程序的日志文件</translation>
    </message>
    <message>
      <source>L&amp;icences</source>
      <translation>许可证(&amp;I)</translation>
    </message>
    <message>
      <source>Show the licences of the program and of what it uses</source>
      <translation>显示程序及其所用组件的许可证</translation>
    </message>
    <message>
      <source>&amp;About WM Studio</source>
      <translation>关于 WM Studio(&amp;A)</translation>
    </message>
    <message>
      <source>Show the version of the program, and what it does</source>
      <translation>显示程序的版本，以及它做什么</translation>
    </message>
    <message>
      <source>The text</source>
      <translation>文本</translation>
    </message>
    <message>
      <source>Ctrl + pointing</source>
      <translation>Ctrl + 指向</translation>
    </message>
    <message>
      <source>Show the card of the token under the pointer</source>
      <translation>显示指针下词元的卡片</translation>
    </message>
    <message>
      <source>Right click</source>
      <translation>单击右键</translation>
    </message>
    <message>
      <source>Forget a word, edit the memory, and edit the text</source>
      <translation>遗忘一个词、编辑记忆，以及编辑文本</translation>
    </message>
    <message>
      <source>Dropping a file</source>
      <translation>拖入文件</translation>
    </message>
    <message>
      <source>Open a text, a model, a recording or a session</source>
      <translation>打开文本、模型、记录或会话</translation>
    </message>
    <message>
      <source>Plots over tokens</source>
      <translation>按词元的图</translation>
    </message>
    <message>
      <source>Click</source>
      <translation>单击</translation>
    </message>
    <message>
      <source>Move the cursor to a token</source>
      <translation>把游标移到一个词元</translation>
    </message>
    <message>
      <source>Shift + drag, or Shift + click</source>
      <translation>Shift + 拖动，或 Shift + 单击</translation>
    </message>
    <message>
      <source>Select a span of tokens</source>
      <translation>选择一个词元区间</translation>
    </message>
    <message>
      <source>Drag</source>
      <translation>拖动</translation>
    </message>
    <message>
      <source>Scroll; in the timeline, move the cursor along</source>
      <translation>滚动；在时间线中移动游标</translation>
    </message>
    <message>
      <source>Ctrl + wheel</source>
      <translation>Ctrl + 滚轮</translation>
    </message>
    <message>
      <source>Zoom; in the timeline the wheel alone zooms</source>
      <translation>缩放；在时间线中只用滚轮即可缩放</translation>
    </message>
    <message>
      <source>Shift + wheel</source>
      <translation>Shift + 滚轮</translation>
    </message>
    <message>
      <source>Scroll</source>
      <translation>滚动</translation>
    </message>
    <message>
      <source>Wheel or drag over the row numbers</source>
      <translation>在行号上转动滚轮或拖动</translation>
    </message>
    <message>
      <source>Zoom or scroll the rows</source>
      <translation>缩放或滚动各行</translation>
    </message>
    <message>
      <source>Double click on the row numbers</source>
      <translation>双击行号</translation>
    </message>
    <message>
      <source>Show all rows</source>
      <translation>显示所有行</translation>
    </message>
    <message>
      <source>Lists</source>
      <translation>列表</translation>
    </message>
    <message>
      <source>Click on a row</source>
      <translation>单击一行</translation>
    </message>
    <message>
      <source>Choose it; in the memory, go to the token that wrote it</source>
      <translation>选择它；在记忆中则转到写入它的词元</translation>
    </message>
    <message>
      <source>Right click on a row of the memory</source>
      <translation>右键单击记忆的一行</translation>
    </message>
    <message>
      <source>Forget or change what it holds</source>
      <translation>遗忘或修改它保存的内容</translation>
    </message>
    <message>
      <source>Dragging a row of the memory</source>
      <translation>拖动记忆中的一行</translation>
    </message>
    <message>
      <source>Put it in place of another (Ctrl+C, Ctrl+V)</source>
      <translation>放到另一行的位置（Ctrl+C、Ctrl+V）</translation>
    </message>
    <message>
      <source>Ctrl + wheel over a stack or queue</source>
      <translation>在栈或队列上按 Ctrl + 滚轮</translation>
    </message>
    <message>
      <source>Make its rows taller or lower</source>
      <translation>使各行变高或变低</translation>
    </message>
    <message>
      <source>Panels</source>
      <translation>面板</translation>
    </message>
    <message>
      <source>Double click on the title</source>
      <translation>双击标题</translation>
    </message>
    <message>
      <source>Fill the window with the panel, or go back</source>
      <translation>让面板填满窗口，或恢复原状</translation>
    </message>
    <message>
      <source>Dragging the title</source>
      <translation>拖动标题</translation>
    </message>
    <message>
      <source>Move the panel</source>
      <translation>移动面板</translation>
    </message>
    <message>
      <source>Dropping a signal</source>
      <translation>拖入信号</translation>
    </message>
    <message>
      <source>Show it in the panel; with Shift, only it</source>
      <translation>在面板中显示它；按住 Shift 则只显示它</translation>
    </message>
    <message>
      <source>A piece of text that the model reads and predicts as one: a word, a part of one, a punctuation mark, or a single byte.</source>
      <translation>模型作为一个整体来读和预测的一段文本：一个词、词的一部分、一个标点，或单个字节。</translation>
    </message>
    <message>
      <source>Cursor</source>
      <translation>游标</translation>
    </message>
    <message>
      <source>The token that all panels show. It follows the caret until you click a token elsewhere.</source>
      <translation>所有面板显示的那个词元。它跟随插入点，直到您单击别处的词元。</translation>
    </message>
    <message>
      <source>Probability</source>
      <translation>概率</translation>
    </message>
    <message>
      <source>How likely the model takes a token to be at its place, given all tokens before it; the probabilities of all tokens add up to 100 %.</source>
      <translation>在已知前面所有词元的条件下，模型认为某个词元出现在它的位置上的可能性；所有词元的概率之和为 100 %。</translation>
    </message>
    <message>
      <source>Surprise</source>
      <translation>意外度</translation>
    </message>
    <message>
      <source>How unexpected a token was, in bits: 1 bit for a probability of 50 %, 10 bits for about 0.1 %. Lower means better expected.</source>
      <translation>一个词元有多出乎意料，以比特计：概率 50 % 是 1 比特，大约 0.1 % 是 10 比特。越低表示预期得越好。</translation>
    </message>
    <message>
      <source>Uncertainty</source>
      <translation>不确定度</translation>
    </message>
    <message>
      <source>How uncertain the next token is, in bits: the surprise to expect. 3 bits are as uncertain as a choice among 8 equally likely tokens.</source>
      <translation>下一个词元有多不确定，以比特计：也就是期望的意外度。3 比特相当于在 8 个同样可能的词元中选一个。</translation>
    </message>
    <message>
      <source>Rank</source>
      <translation>排名</translation>
    </message>
    <message>
      <source>The place of a token among all candidates by probability; 1 is the most probable.</source>
      <translation>一个词元在所有候选中按概率的名次；1 表示概率最大。</translation>
    </message>
    <message>
      <source>Change in surprise</source>
      <translation>意外度的变化</translation>
    </message>
    <message>
      <source>How many bits a token costs more than it would without your edits; below 0 it costs less.</source>
      <translation>一个词元比没有您的编辑时多用多少比特；小于 0 表示更少。</translation>
    </message>
    <message>
      <source>From memory, from the network</source>
      <translation>来自记忆，来自网络</translation>
    </message>
    <message>
      <source>The two parts of a probability: what the memory adds by naming a token that it holds, and what the network says without it. Together they are the probability.</source>
      <translation>概率的两部分：记忆通过给出它保存的词元所贡献的部分，以及网络在没有记忆时给出的部分。两者合起来就是概率。</translation>
    </message>
    <message>
      <source>Gate</source>
      <translation>门控</translation>
    </message>
    <message>
      <source>A number between 0 (closed) and 1 (open) by which the model multiplies something: what it keeps, takes in, or lets out.</source>
      <translation>0（关闭）到 1（打开）之间的数，模型用它去乘别的量：保留什么，收进什么，或放出什么。</translation>
    </message>
    <message>
      <source>Cell</source>
      <translation>细胞状态</translation>
    </message>
    <message>
      <source>The numbers that an LSTM carries from token to token: the forget gate keeps of them, the input gate adds to them.</source>
      <translation>LSTM 从一个词元带到下一个词元的数：遗忘门决定保留其中多少，输入门往里面添加。</translation>
    </message>
    <message>
      <source>Hidden state</source>
      <translation>隐藏状态</translation>
    </message>
    <message>
      <source>What the cell lets out through the output gate. The next token is predicted from it.</source>
      <translation>细胞通过输出门放出的内容。下一个词元由它预测。</translation>
    </message>
    <message>
      <source>What the model holds apart from its hidden state, such as slots, a stack, pairs of keys and values, or the last tokens; each row is one place of it.</source>
      <translation>模型在隐藏状态之外保存的内容，例如槽、栈、键值对，或最近的词元；每一行是其中的一个位置。</translation>
    </message>
    <message>
      <source>Written by</source>
      <translation>写入者</translation>
    </message>
    <message>
      <source>The token at which a row of the memory was written last.</source>
      <translation>最后一次写入记忆这一行的词元。</translation>
    </message>
    <message>
      <source>Tokens ago</source>
      <translation>多少个词元之前</translation>
    </message>
    <message>
      <source>How far back a row was written, counted from the token to come: what the cursor's token wrote is 1 token ago.</source>
      <translation>一行是多久之前写入的，从即将到来的词元往回数：游标的词元写入的是 1 个词元之前。</translation>
    </message>
    <message>
      <source>Read now, read weight</source>
      <translation>正在读取，读取权重</translation>
    </message>
    <message>
      <source>The share of attention that a row gets when the memory is read for the next token; the weights of all rows add up to 100 %.</source>
      <translation>为下一个词元读取记忆时，一行得到的注意力份额；所有行的权重之和为 100 %。</translation>
    </message>
    <message>
      <source>Kept</source>
      <translation>保留</translation>
    </message>
    <message>
      <source>How much of what was written to a row is still there: 100 % is all of it.</source>
      <translation>写入一行的内容还剩多少：100 % 表示全部还在。</translation>
    </message>
    <message>
      <source>Stored</source>
      <translation>存储</translation>
    </message>
    <message>
      <source>How strongly a token was stored in the memory when it was read, from 0 to 100 %.</source>
      <translation>一个词元被读时存入记忆的强度，从 0 到 100 %。</translation>
    </message>
    <message>
      <source>Match</source>
      <translation>匹配</translation>
    </message>
    <message>
      <source>How well the key of a row fits what the model asks for at this token; the higher, the more of the row is read.</source>
      <translation>一行的键与模型在这个词元处要找的内容有多吻合；越高，这一行被读取得越多。</translation>
    </message>
    <message>
      <source>Occupancy</source>
      <translation>占用率</translation>
    </message>
    <message>
      <source>How full the memory is, from 0 (empty) to 1 (full).</source>
      <translation>记忆有多满，从 0（空）到 1（满）。</translation>
    </message>
    <message>
      <source>Pressure</source>
      <translation>压力</translation>
    </message>
    <message>
      <source>How much of what is held the next write discards, from 0 (nothing) to 1. Point at the number to read how it is measured in this kind of memory.</source>
      <translation>下次写入会丢弃所保存内容的多少，从 0（没有）到 1。把指针移到这个数上，查看它在这种记忆中怎样测量。</translation>
    </message>
    <message>
      <source>Interference</source>
      <translation>干扰</translation>
    </message>
    <message>
      <source>How blurred the last read was, from 0 (one row alone) to 1 (all rows alike). Point at the number to read how it is measured in this kind of memory.</source>
      <translation>上次读取有多模糊，从 0（只有一行）到 1（所有行一样）。把指针移到这个数上，查看它在这种记忆中怎样测量。</translation>
    </message>
    <message>
      <source>How much the model looks back at each earlier token from the cursor's token; the weights add up to 100 %.</source>
      <translation>从游标的词元出发，模型回看前面每个词元的程度；权重之和为 100 %。</translation>
    </message>
    <message>
      <source>Neural cache</source>
      <translation>神经缓存</translation>
    </message>
    <message>
      <source>A memory that any model can be given without training: it keeps past hidden states, and raises the tokens that followed similar ones.</source>
      <translation>一种不经训练就可以加给任何模型的记忆：它保存过去的隐藏状态，并提高跟在相似状态之后的词元的概率。</translation>
    </message>
    <message>
      <source>Unit</source>
      <translation>单元</translation>
    </message>
    <message>
      <source>One number of a signal, such as cell 127. Some units follow something in the text, such as being inside quotes.</source>
      <translation>信号中的一个数，例如细胞 127。有些单元跟随文本中的某种特征，例如是否在引号内。</translation>
    </message>
    <message>
      <source>Correlation (r)</source>
      <translation>相关性（r）</translation>
    </message>
    <message>
      <source>How closely a unit follows the selected text, from −1 (always the opposite) over 0 (not at all) to 1 (always).</source>
      <translation>一个单元跟随所选文本的紧密程度，从 −1（总是相反）经 0（完全不跟随）到 1（总是跟随）。</translation>
    </message>
    <message>
      <source>Balanced accuracy</source>
      <translation>平衡准确率</translation>
    </message>
    <message>
      <source>For how many tokens one threshold of a unit says rightly whether they are inside a pattern: the mean of the shares inside and outside. A guess has 50 %. By luck the best of many units has more: as much as any has with the pattern moved along the text.</source>
      <translation>用单元的一个阈值判断词元是否在模式内，判断正确的份额：模式内和模式外两个份额的平均。猜测为 50 %。许多单元中最好的一个凭运气会更高：相当于把模式沿文本移动后，任意单元所能达到的值。</translation>
    </message>
    <message>
      <source>Numbers that the model computes at every token and that panels can show: gates, states, addresses, weights of attention.</source>
      <translation>模型在每个词元处计算、面板可以显示的数：门控、状态、地址、注意力权重。</translation>
    </message>
    <message>
      <source>Training loss</source>
      <translation>训练损失</translation>
    </message>
    <message>
      <source>How surprising the texts of the training are to the model on average, in nats (1 nat is 1.44 bits); lower is better.</source>
      <translation>训练文本对模型来说平均有多出乎意料，以奈特计（1 奈特是 1.44 比特）；越低越好。</translation>
    </message>
    <message>
      <source>Bits per byte</source>
      <translation>每字节比特数</translation>
    </message>
    <message>
      <source>How surprising a text is to the model, divided by its length in bytes, so that models with different tokens can be compared; lower is better. Validation means texts that the model has not learned from.</source>
      <translation>一段文本对模型来说有多出乎意料，除以以字节计的长度，这样可以比较词元不同的模型；越低越好。“验证”指模型没有学过的文本。</translation>
    </message>
    <message>
      <source>Perplexity</source>
      <translation>困惑度</translation>
    </message>
    <message>
      <source>How surprising a text is to the model for each word: among how many equally probable words it would be as uncertain; lower is better. Only models that read the same words can be compared by it.</source>
      <translation>平均到每个词，一段文本对模型来说有多出乎意料：相当于在多少个同样可能的词中犹豫；越低越好。只有读同样的词的模型才能用它比较。</translation>
    </message>
    <message>
      <source>Accuracy</source>
      <translation>正确率</translation>
    </message>
    <message>
      <source>The share of a task’s questions that the model answers right with its most probable token; higher is better.</source>
      <translation>在一个任务的问题中，模型用概率最大的词元答对的份额；越高越好。</translation>
    </message>
    <message>
      <source>Professor forcing</source>
      <translation>教授强制（professor forcing）</translation>
    </message>
    <message>
      <source>A discriminator learns to tell what the model computes of a text of the training from what it computes of a text that it wrote itself, and the model learns to deceive it (Lamb et al. 2016). At 50 % it can only guess.</source>
      <translation>判别器学习区分模型读训练文本时的计算和读自己写的文本时的计算，模型则学习骗过它（Lamb 等，2016）。正确率为 50 % 时它只能猜。</translation>
    </message>
    <message>
      <source>The length of a tensor as a vector: the root of the sum of its squares.</source>
      <translation>张量作为向量的长度：各数平方和的平方根。</translation>
    </message>
    <message>
      <source>Singular values</source>
      <translation>奇异值</translation>
    </message>
    <message>
      <source>How much a matrix stretches what it is multiplied with, in its directions of greatest stretch; few large ones mean that it works in few directions.</source>
      <translation>矩阵在拉伸最大的那些方向上，把它所乘的向量拉伸多少；只有少数几个大，说明它只在少数几个方向上起作用。</translation>
    </message>
    <message>
      <source>Logit lens</source>
      <translation>logit 透镜</translation>
    </message>
    <message>
      <source>What a layer alone would predict, if the output layer read it in place of the last one. Only the last layer was trained for that: how far another one is to be trusted, its bits per token say.</source>
      <translation>如果输出层用某一层代替最后一层来读，这一层单独会预测什么。只有最后一层为此训练过：其他层可信到什么程度，由它每词元的比特数说明。</translation>
    </message>
    <message>
      <source>Gradient × input</source>
      <translation>梯度 × 输入</translation>
    </message>
    <message>
      <source>How much the log probability of a target hangs on a token, estimated by its slope; how good the estimate is, its correlation with leaving each token out says.</source>
      <translation>用斜率估计目标的对数概率在多大程度上依赖一个词元；这个估计有多好，由它与逐个去掉词元的结果的相关性说明。</translation>
    </message>
    <message>
      <source>Span</source>
      <translation>区间</translation>
    </message>
    <message>
      <source>A stretch of tokens that you have selected, in the text or on a time axis.</source>
      <translation>您在文本中或时间轴上选中的一段词元。</translation>
    </message>
    <message>
      <source>Intervention</source>
      <translation>干预</translation>
    </message>
    <message>
      <source>A change that you make to what the model holds or computes, such as forgetting a token; everything after it is read anew.</source>
      <translation>您对模型保存或计算的内容所做的改动，例如遗忘一个词元；之后的一切都会重新读。</translation>
    </message>
    <message>
      <source>Another version of the text from some place on; all branches are kept beside each other.</source>
      <translation>文本从某处开始的另一种写法；所有分支都并存保留。</translation>
    </message>
    <message>
      <source>Temperature</source>
      <translation>温度</translation>
    </message>
    <message>
      <source>How freely tokens are chosen: 0 always takes the most probable one, 1 follows the probabilities, above 1 flattens them.</source>
      <translation>选择词元的自由程度：0 总是取概率最大的，1 按概率选择，大于 1 使概率更平均。</translation>
    </message>
    <message>
      <source>Top-k</source>
      <translation>Top-k</translation>
    </message>
    <message>
      <source>Only this many most probable tokens can be chosen; 0 means all.</source>
      <translation>只能选择这么多个概率最大的词元；0 表示全部。</translation>
    </message>
    <message>
      <source>Top-p</source>
      <translation>Top-p</translation>
    </message>
    <message>
      <source>Only the most probable tokens that together reach this probability can be chosen.</source>
      <translation>只能选择概率之和达到这个值的那些概率最大的词元。</translation>
    </message>
    <message>
      <source>&amp;File</source>
      <translation>文件(&amp;F)</translation>
    </message>
    <message>
      <source>Open &amp;recent</source>
      <translation>打开最近的文件(&amp;R)</translation>
    </message>
    <message>
      <source>No file has been opened yet</source>
      <translation>还没有打开过文件</translation>
    </message>
    <message>
      <source>Exam&amp;ples</source>
      <translation>示例(&amp;P)</translation>
    </message>
    <message>
      <source>No examples are included</source>
      <translation>没有自带的示例</translation>
    </message>
    <message>
      <source>&amp;Edit</source>
      <translation>编辑(&amp;E)</translation>
    </message>
    <message>
      <source>&amp;Find</source>
      <translation>查找(&amp;F)</translation>
    </message>
    <message>
      <source>&amp;Branches and bookmarks</source>
      <translation>分支和书签(&amp;B)</translation>
    </message>
    <message>
      <source>&amp;View</source>
      <translation>视图(&amp;V)</translation>
    </message>
    <message>
      <source>La&amp;yout</source>
      <translation>布局(&amp;Y)</translation>
    </message>
    <message>
      <source>Your o&amp;wn layouts</source>
      <translation>您自己的布局(&amp;W)</translation>
    </message>
    <message>
      <source>You have saved none</source>
      <translation>您还没有保存过</translation>
    </message>
    <message>
      <source>&amp;Delete a layout</source>
      <translation>删除布局(&amp;D)</translation>
    </message>
    <message>
      <source>Th&amp;is panel</source>
      <translation>这个面板(&amp;I)</translation>
    </message>
    <message>
      <source>&amp;Move panel</source>
      <translation>移动面板(&amp;M)</translation>
    </message>
    <message>
      <source>Te&amp;xt</source>
      <translation>文本(&amp;X)</translation>
    </message>
    <message>
      <source>P&amp;layback</source>
      <translation>播放(&amp;L)</translation>
    </message>
    <message>
      <source>&amp;Theme</source>
      <translation>主题(&amp;T)</translation>
    </message>
    <message>
      <source>&amp;Model</source>
      <translation>模型(&amp;M)</translation>
    </message>
    <message>
      <source>&amp;Bundled</source>
      <translation>自带(&amp;B)</translation>
    </message>
    <message>
      <source>No models are included</source>
      <translation>没有自带的模型</translation>
    </message>
    <message>
      <source>On the ser&amp;ver</source>
      <translation>服务器上的模型(&amp;V)</translation>
    </message>
    <message>
      <source>&amp;Device</source>
      <translation>设备(&amp;D)</translation>
    </message>
    <message>
      <source>Compare with another te&amp;xt</source>
      <translation>与另一份文本比较(&amp;X)</translation>
    </message>
    <message>
      <source>E&amp;xperiment</source>
      <translation>实验(&amp;X)</translation>
    </message>
    <message>
      <source>&amp;Transplant</source>
      <translation>移植(&amp;T)</translation>
    </message>
    <message>
      <source>&amp;Span</source>
      <translation>区间(&amp;S)</translation>
    </message>
    <message>
      <source>U&amp;nits</source>
      <translation>单元(&amp;N)</translation>
    </message>
    <message>
      <source>La&amp;belled</source>
      <translation>有标签的(&amp;B)</translation>
    </message>
    <message>
      <source>No unit of this model has a label</source>
      <translation>这个模型没有带标签的单元</translation>
    </message>
    <message>
      <source>&amp;Help</source>
      <translation>帮助(&amp;H)</translation>
    </message>
    <message>
      <source>&amp;Tours</source>
      <translation>导览(&amp;T)</translation>
    </message>
    <message>
      <source>No tours are included</source>
      <translation>没有自带的导览</translation>
    </message>
    <message>
      <source>Language</source>
      <translation>语言</translation>
    </message>
    <message>
      <source>The language of the interface</source>
      <translation>界面的语言</translation>
    </message>
    <message>
      <source>Colours</source>
      <translation>颜色</translation>
    </message>
    <message>
      <source>Dark or light, each also in high contrast, or as the system is</source>
      <translation>深色或浅色，各有高对比度的一种，或与系统相同</translation>
    </message>
    <message>
      <source>Size of text</source>
      <translation>文字大小</translation>
    </message>
    <message>
      <source>Points by which all text is larger (or, below zero, smaller) than usual</source>
      <translation>所有文字比通常大（小于零则为小）多少磅</translation>
    </message>
    <message>
      <source>Reduce motion</source>
      <translation>减少动态效果</translation>
    </message>
    <message>
      <source>No panel slides, no menu fades and the caret does not blink; playback goes on</source>
      <translation>面板不滑动，菜单不淡入，插入点不闪烁；播放照常</translation>
    </message>
    <message>
      <source>Size when presenting</source>
      <translation>演示时的大小</translation>
    </message>
    <message>
      <source>How much presentation mode (F11) enlarges the text and all that panels show</source>
      <translation>演示模式（F11）把文本和面板显示的一切放大多少</translation>
    </message>
    <message>
      <source>Redraws per second</source>
      <translation>每秒重绘次数</translation>
    </message>
    <message>
      <source>How often panels are redrawn at most; fewer times leave the model more of the processor</source>
      <translation>面板每秒最多重绘多少次；次数少，留给模型的处理器时间就多</translation>
    </message>
    <message>
      <source>Text font</source>
      <translation>文本字体</translation>
    </message>
    <message>
      <source>The font of the text that you write</source>
      <translation>您所写文本的字体</translation>
    </message>
    <message>
      <source>Wrap lines</source>
      <translation>自动换行</translation>
    </message>
    <message>
      <source>Wrap lines that are wider than the window</source>
      <translation>让比窗口宽的行自动换行</translation>
    </message>
    <message>
      <source>Width of a tab</source>
      <translation>制表符宽度</translation>
    </message>
    <message>
      <source>Width of a tab, in spaces</source>
      <translation>制表符的宽度，以空格计</translation>
    </message>
    <message>
      <source>Recent files</source>
      <translation>最近的文件</translation>
    </message>
    <message>
      <source>How many files are listed in File, Open recent</source>
      <translation>“文件 → 打开最近的文件”中列出多少个文件</translation>
    </message>
    <message>
      <source>Compute on</source>
      <translation>计算设备</translation>
    </message>
    <message>
      <source>The device that models run on</source>
      <translation>模型在哪个设备上运行</translation>
    </message>
    <message>
      <source>Model at the start</source>
      <translation>启动时的模型</translation>
    </message>
    <message>
      <source>The model that the program starts with</source>
      <translation>程序启动时打开的模型</translation>
    </message>
    <message>
      <source>0 always chooses the most probable token; above 1 flattens the probabilities</source>
      <translation>0 总是选择概率最大的词元；大于 1 使概率更平均</translation>
    </message>
    <message>
      <source>Seed</source>
      <translation>随机种子</translation>
    </message>
    <message>
      <source>Tokens</source>
      <translation>词元</translation>
    </message>
    <message>
      <source>Keep a log</source>
      <translation>写日志</translation>
    </message>
    <message>
      <source>Log what the program does (never your text) to a file, to help find errors; takes effect at the next start</source>
      <translation>把程序所做的事（绝不含您的文本）写入文件，帮助查找错误；下次启动时生效</translation>
    </message>
    <message>
      <source>The copper whistle</source>
      <translation>铜哨</translation>
    </message>
    <message>
      <source>The story comes to the copper whistle a second time, and the memory expects it: follow the line from the word in the text to the candidate, then type whatever you like.</source>
      <translation>故事第二次说到铜哨（copper whistle），记忆已预期到它：沿着线从文本中的词看到候选，然后随意输入。</translation>
    </message>
    <message>
      <source>Go on writing</source>
      <translation>继续写</translation>
    </message>
    <message>
      <source>Type “whistle”, or anything else: all panels follow every letter.</source>
      <translation>输入“whistle”或其他任何内容：所有面板跟随每个字母。</translation>
    </message>
    <message>
      <source>See why it expects “whistle”</source>
      <translation>看它为什么预期“whistle”</translation>
    </message>
    <message>
      <source>Follow the line from the bar to the memory, and to the word in the text.</source>
      <translation>沿着线从横条看到记忆，再看到文本中的词。</translation>
    </message>
    <message>
      <source>The text has said “copper whistle” before. The memory finds that place again, and “whistle” becomes the likeliest next token: the orange part of its bar comes from the memory.</source>
      <translation>文本以前说过“copper whistle”。记忆再次找到那个地方，“whistle”成为最可能的下一个词元：横条的橙色部分来自记忆。</translation>
    </message>
    <message>
      <source>Make it forget</source>
      <translation>让它遗忘</translation>
    </message>
    <message>
      <source>Take the word out of the memory: see how unlikely it becomes.</source>
      <translation>从记忆中去掉这个词，看它变得多么不可能。</translation>
    </message>
    <message>
      <source>Read it twice</source>
      <translation>读两遍</translation>
    </message>
    <message>
      <source>The list is read a second time here: in Timeline its words cost far less than the first time, because the memory finds every one of them again; switch the memory off in Settings to see the network alone.</source>
      <translation>这里把清单读了第二遍：在“时间线”中，它的词比第一遍便宜得多，因为记忆又找到了其中的每一个；在“设置”中关闭记忆，可以看网络单独的表现。</translation>
    </message>
    <message>
      <source>A name, three hundred words later</source>
      <translation>三百个词之后的一个名字</translation>
    </message>
    <message>
      <source>The name was made up and has been said once, at the beginning: Next token shows how much of each candidate comes from the memory, and Memory shows where in the text it was found.</source>
      <translation>这个名字是编造的，只在开头说过一次：“下一个词元”显示每个候选有多少来自记忆，“记忆”显示它是在文本的哪里找到的。</translation>
    </message>
    <message>
      <source>Forget her</source>
      <translation>忘记她</translation>
    </message>
    <message>
      <source>The same story, but the name was forgotten as soon as it had been said: the model no longer knows who lives on the hill; undo the edit above the text, and the name comes back.</source>
      <translation>同样的故事，但名字刚说过就被遗忘：模型不再知道谁住在山上；在文本上方撤销编辑，名字就会回来。</translation>
    </message>
    <message>
      <source>Why a plain LSTM cannot</source>
      <translation>普通 LSTM 为什么做不到</translation>
    </message>
    <message>
      <source>A keeps its last 2,048 tokens in a memory, B is the same LSTM without one, trained on the same books in the same way: both have read the name once, and only A can say it again.</source>
      <translation>A 在记忆中保存最近的 2,048 个词元，B 是没有记忆的同一种 LSTM，用同样的书以同样的方式训练：两者都读过一次这个名字，只有 A 能再说出来。</translation>
    </message>
    <message>
      <source>The quote unit</source>
      <translation>引号单元</translation>
    </message>
    <message>
      <source>Nobody told the model about quotation marks, and yet one of its 512 cells keeps track of them: the text is shaded by cell 127, which is below zero inside quotes and above zero outside; type a quotation mark and see it turn.</source>
      <translation>没有人告诉过模型什么是引号，它的 512 个细胞中却有一个跟踪引号：文本按细胞 127 着色，它在引号内小于零，在引号外大于零；输入一个引号，看它翻转。</translation>
    </message>
    <message>
      <source>A story, with a thousand slots</source>
      <translation>一个故事，一千个槽</translation>
    </message>
    <message>
      <source>Memory lists what the slots hold, most read first: bars under “read now” are what the model reads back at this word, and the strength of a slot says how much of it is kept; choose a slot to go to its word, or to forget it.</source>
      <translation>“记忆”列出各个槽保存的内容，读得最多的在前：“正在读取”下的横条是模型在这个词处读回的内容，槽的强度说明还保留多少；选择一个槽，可以转到它的词，或遗忘它。</translation>
    </message>
    <message>
      <source>The same story, with sixteen slots</source>
      <translation>同一个故事，十六个槽</translation>
    </message>
    <message>
      <source>A has only sixteen slots now and B its own thousand, with the same weights: see in Timeline what it costs, and change the capacity in Settings.</source>
      <translation>现在 A 只有十六个槽，B 有它自己的一千个，权重相同：在“时间线”中看代价有多大，并在“设置”中改变容量。</translation>
    </message>
    <message>
      <source>Recall eight pairs from slots</source>
      <translation>从槽中回忆八对</translation>
    </message>
    <message>
      <source>Eight keys with their values, then the keys again: after each, Next token is the value that its key had; make the capacity smaller in Settings and see which answers are lost.</source>
      <translation>八个键和它们的值，然后再次给出这些键：每个键之后，“下一个词元”就是它的值；在“设置”中减小容量，看哪些回答丢失了。</translation>
    </message>
    <message>
      <source>Recall eight pairs from a table</source>
      <translation>从表中回忆八对</translation>
    </message>
    <message>
      <source>The same pairs, all of them in one matrix: go back to the last pair (d5), forget a value there by a right click on its row in Memory, and see that only the answer to its key changes.</source>
      <translation>同样的几对，全部存在一个矩阵里：回到最后一对（d5），在“记忆”中右键单击它的行，遗忘那里的一个值，可以看到只有对它的键的回答改变了。</translation>
    </message>
    <message>
      <source>Eight slots for sixteen symbols: what to keep?</source>
      <translation>八个槽，十六个符号：保留什么？</translation>
    </message>
    <message>
      <source>There is not room for all: A lets the weakest go and has learned to keep the eight values, B lets the oldest go and has lost half of them; compare in Memory what each holds when the keys are asked for.</source>
      <translation>放不下所有内容：A 丢掉最弱的，学会了保留八个值；B 丢掉最旧的，失去了其中一半；在“记忆”中比较给出键时两者各保存着什么。</translation>
    </message>
    <message>
      <source>Copy from a queue</source>
      <translation>从队列复制</translation>
    </message>
    <message>
      <source>Twelve letters, then blanks: at each blank the queue gives back the next letter from its front; type one more _ and see it move up.</source>
      <translation>十二个字母，然后是空白：在每个空白处，队列从队首给出下一个字母；再输入一个 _，看它前移。</translation>
    </message>
    <message>
      <source>Copy twice as much: a queue against an LSTM</source>
      <translation>复制两倍的长度：队列对 LSTM</translation>
    </message>
    <message>
      <source>Both learned to copy twelve letters, and here are twenty-four: the queue (A) gives all of them back, the LSTM (B) hardly one; step back through the blanks and see Next token.</source>
      <translation>两者都学过复制十二个字母，这里有二十四个：队列（A）全部给出，LSTM（B）几乎一个也给不出；逐个退回空白处，看“下一个词元”。</translation>
    </message>
    <message>
      <source>Nested brackets on a superposed stack</source>
      <translation>叠加栈上的嵌套括号</translation>
    </message>
    <message>
      <source>The stack is a mixture of pushed, popped and left alone: at the end the very first bracket is on top again, and Next token closes it, 49 symbols later.</source>
      <translation>这个栈是压入、弹出和不动的混合：到最后，最早的括号又在栈顶，“下一个词元”在 49 个符号之后把它闭合。</translation>
    </message>
    <message>
      <source>Deep brackets: a stack against an LSTM</source>
      <translation>很深的括号：栈对 LSTM</translation>
    </message>
    <message>
      <source>Four times as long as anything that either has learned from: the stack (A) still knows that the bracket from 245 symbols ago is to be closed, the LSTM (B) does not.</source>
      <translation>长度是两者学过的任何内容的四倍：栈（A）仍然知道要闭合 245 个符号之前的括号，LSTM（B）不知道。</translation>
    </message>
    <message>
      <source>Needles in a haystack</source>
      <translation>大海捞针</translation>
    </message>
    <message>
      <source>Four keys (small letters) and their values are hidden among 128 symbols, and the keys are asked for at the end: Next token gives each its value. Choose “most read first” in Memory, and the value of the last key, 22 tokens ago, comes first.</source>
      <translation>四个键（小写字母）和它们的值藏在 128 个符号中，最后逐个问到这些键：“下一个词元”给出每个键的值。在“记忆”中选择“读得最多的在前”，最后一个键的值（22 个词元之前）就排在最前。</translation>
    </message>
    <message>
      <source>Give it somebody else's memory</source>
      <translation>给它别人的记忆</translation>
    </message>
    <message>
      <source>In this list “c” is followed by “C”, but one slot of its memory has been taken from a list in which it is followed by “M”: only that answer changes, as the dashed bars of the untouched model show. Undo it above the text, and the old answer comes back.</source>
      <translation>在这个列表中，“c”后面是“C”，但它的记忆有一个槽取自另一个列表，那里“c”后面是“M”：只有这个回答改变了，未改动模型的虚线横条可以看出这一点。在文本上方撤销它，原来的回答就会回来。</translation>
    </message>
    <message>
      <source>The bracket of another text</source>
      <translation>另一段文本的括号</translation>
    </message>
    <message>
      <source>Half-way through the text, when seven brackets were open, the first “{” at the bottom of the stack was replaced by a “(” from the stack of another text: 20 symbols later it is the last one left, and the model closes it with “)”, not with the “}” of the untouched model (dashed). All brackets between are closed as before; undo it above the text, and “}” comes back.</source>
      <translation>文本读到一半、有七个括号打开时，栈底的第一个“{”被换成了另一段文本的栈里的“(”：20 个符号之后，它是剩下的最后一个，模型用“)”闭合它，而不是像未改动的模型那样用“}”（虚线）。中间的所有括号照旧闭合；在文本上方撤销它，“}”就会回来。</translation>
    </message>
    <message>
      <source>Hold the quote cell</source>
      <translation>固定引号细胞</translation>
    </message>
    <message>
      <source>Cell 127 of this model tells whether a quotation is open; here it is held at its value outside of quotations, and a closing quotation mark becomes about twenty times less likely. Switch the intervention off above the text to see what the model expects by itself.</source>
      <translation>这个模型的细胞 127 表明引文是否打开；这里它被固定为引文之外的值，右引号出现的可能性变为大约二十分之一。在文本上方关闭干预，看模型自己预期什么。</translation>
    </message>
    <message>
      <source>Watch a memory being learned</source>
      <translation>看记忆怎样学会</translation>
    </message>
    <message>
      <source>Press ▶ under the text: 20 steps of one training read this text, and the curve behind the slider is the loss. Up to step 278 the answer “6” is a guess among many; at step 464 it is certain, and Memory reads the one slot that holds it.</source>
      <translation>按文本下方的 ▶：一次训练的 20 个步读这段文本，滑块后面的曲线是损失。到第 278 步为止，回答“6”只是众多猜测之一；到第 464 步已经确定，“记忆”读取保存它的那个槽。</translation>
    </message>
    <message>
      <source>Watch a stack being learned</source>
      <translation>看栈怎样学会</translation>
    </message>
    <message>
      <source>Press ▶ under the text: by step 28 the model knows that a bracket closes but not which one; from step 167 on it has a stack, and is certain. Choose a unit of the stack's action in Training to see when this was learned.</source>
      <translation>按文本下方的 ▶：到第 28 步，模型知道有括号要闭合，但不知道是哪一种；从第 167 步起它有了栈，并且很确定。在“训练”中选择栈的动作的一个单元，看这是什么时候学会的。</translation>
    </message>
    <message>
      <source>A unit that tells good from bad</source>
      <translation>分辨好坏的单元</translation>
    </message>
    <message>
      <source>This model has learned to write “positive” or “negative” after the review of a film, a phone or a restaurant. The text is shaded by its cell 8, which falls at “bad” and “terrible” and rises again at “wonderful”; write a review of your own, and put the cursor behind the “&gt;”.</source>
      <translation>这个模型学会了在影片、手机或餐馆的评论之后写“positive”或“negative”。文本按它的细胞 8 着色，它在“bad”和“terrible”处下降，在“wonderful”处又上升；写一条自己的评论，并把游标放在“&gt;”之后。</translation>
    </message>
    <message>
      <source>What it still knows of you</source>
      <translation>它还知道您什么</translation>
    </message>
    <message>
      <source>Two turns ago you said what you are, and “miller” is likeliest now: all of its 23 per cent come from the memory, as Next token shows. Forget the word by a right click on its row in Memory, and the model no longer knows; it has learned from fewer than a thousand turns, and most of what it says by itself makes no sense.</source>
      <translation>两轮对话之前您说过自己的职业，现在“miller”最有可能：“下一个词元”显示它的 23 % 全部来自记忆。在“记忆”中右键单击这个词的行来遗忘它，模型就不再知道；它只学过不到一千轮对话，自己说的话大多没有意义。</translation>
    </message>
    <message>
      <source>Which word is being translated?</source>
      <translation>正在翻译哪个词？</translation>
    </message>
    <message>
      <source>The likeliest next word is the Chinese for coffee, and Memory shows that layer 0 looks back at “coffee” before it is written, although nobody told the model which words belong together. Put the cursor behind “她” to see it look at “drink”, or write a short sentence of your own; many of its translations are wrong.</source>
      <translation>最可能的下一个词是“coffee”的中文，“记忆”显示第 0 层在写出它之前回看“coffee”，尽管没有人告诉模型哪些词互相对应。把游标放在“她”之后，可以看到它回看“drink”；也可以写一个自己的短句；它的许多译文是错的。</translation>
    </message>
    <message>
      <source>A summary in the words of the text</source>
      <translation>用原文的词作摘要</translation>
    </message>
    <message>
      <source>This model has learned to sum up the abstract of an article in one sentence: it finds the sentence that says what is new, and takes it from its memory word by word, as Next token and Memory show. Press Continue the text to see it go on; what it writes after that one sentence means nothing.</source>
      <translation>这个模型学会了用一句话概括一篇文章的摘要：它找到说明新意的句子，并从记忆中逐词取出，“下一个词元”和“记忆”显示了这一点。按“续写文本”看它继续；那一句之后写的内容没有意义。</translation>
    </message>
    <message>
      <source>Where is Mary?</source>
      <translation>玛丽（Mary）在哪里？</translation>
    </message>
    <message>
      <source>Four facts and a question: the answer is read from the one slot that was written at “bedroom”, as Memory shows. Go on with a fact and a question of your own, and a line that begins with “&gt;”; this model has learned where ten people are, and nothing else.</source>
      <translation>四个事实和一个问题：答案从在“bedroom”处写入的那个槽读出，“记忆”显示了这一点。可以接着写自己的事实和问题，再另起一行写“&gt;”；这个模型只学会了十个人各在哪里，别的什么也不会。</translation>
    </message>
    <message>
      <source>Mary's slot in another story</source>
      <translation>另一个故事里玛丽（Mary）的槽</translation>
    </message>
    <message>
      <source>The slot that was written at “bedroom” has been replaced by one from a story in which Mary went to the attic: now the answer is “attic”, as the dashed bars of the untouched model show, while John, Daniel and Sandra are where they were. Undo it above the text, and “bedroom” comes back.</source>
      <translation>在“bedroom”处写入的槽被换成了另一个故事里的，那里玛丽去了阁楼：现在答案是“attic”，对照未改动模型的虚线横条可以看出这一变化，而 John、Daniel 和 Sandra 仍在原处。在文本上方撤销它，“bedroom”就会回来。</translation>
    </message>
    <message>
      <source>Two minutes</source>
      <translation>两分钟</translation>
    </message>
    <message>
      <source>What the window shows, and how to move in it.</source>
      <translation>窗口显示什么，怎样在其中移动。</translation>
    </message>
    <message>
      <source>A language model reads along while you write, and lists what it expects next. Type a space and the word whistle.</source>
      <translation>您写作时，一个语言模型跟着读，并列出它预期接下来是什么。请输入一个空格和单词 whistle。</translation>
    </message>
    <message>
      <source>All panels show one token of the text, the one at the cursor. Double-click the word harbour to look at it.</source>
      <translation>所有面板显示文本的同一个词元，即游标处的那个。双击单词 harbour 来看它。</translation>
    </message>
    <message>
      <source>Each bar is a token, and a high bar is a surprise to the model. Click a bar to go to its token.</source>
      <translation>每个竖条是一个词元，高的竖条表示模型感到意外。单击一个竖条，转到它的词元。</translation>
    </message>
    <message>
      <source>Memory lists the earlier words that the model looks back to, most read first. Press Go to word to jump to the first one.</source>
      <translation>“记忆”列出模型回看的前面的词，读得最多的在前。按“转到该词”跳到第一个。</translation>
    </message>
    <message>
      <source>These tabs arrange the window for a task. Choose Memory.</source>
      <translation>这些标签页按任务安排窗口。请选择“记忆”。</translation>
    </message>
    <message>
      <source>Choose Write to return: each layout stays as you leave it.</source>
      <translation>选择“写作”返回：每种布局都保持您离开时的样子。</translation>
    </message>
    <message>
      <source>Type whatever you like; every panel follows each key. Help, Tours has more tours, and File, Examples has more texts.</source>
      <translation>随意输入：每个面板都跟随每个键。“帮助 → 导览”有更多导览，“文件 → 示例”有更多文本。</translation>
    </message>
    <message>
      <source>What a gate does</source>
      <translation>门控的作用</translation>
    </message>
    <message>
      <source>A number from 0 to 1 that says how much the memory counts.</source>
      <translation>从 0 到 1 的一个数，说明记忆有多大作用。</translation>
    </message>
    <message>
      <source>A gate is a number from 0, shut, to 1, open. The last line of Memory says how far the memory's gate is open: double-click harbour, and read it.</source>
      <translation>门控是从 0（关闭）到 1（打开）的一个数。“记忆”的最后一行说明记忆的门开得多大：双击 harbour，读一读它。</translation>
    </message>
    <message>
      <source>After harbour the gate is shut, so the network predicts alone. Double-click the last copper, which the text has had before.</source>
      <translation>在 harbour 之后门是关的，所以由网络单独预测。双击最后一个 copper，它以前在文本中出现过。</translation>
    </message>
    <message>
      <source>Here the gate is open, and most of whistle comes from the memory. Switch the memory off in the settings to see what the network expects alone.</source>
      <translation>这里门是开的，whistle 的大部分来自记忆。在设置中关闭记忆，看网络单独预期什么。</translation>
    </message>
    <message>
      <source>Without its memory the model has never heard of a copper whistle. Switch the memory on again.</source>
      <translation>没有记忆，模型从没听说过铜哨（copper whistle）。请重新打开记忆。</translation>
    </message>
    <message>
      <source>Gates also shows the gates inside the network, one row for each unit. Point at a cell to read its exact value.</source>
      <translation>“门控”还显示网络内部的门，每个单元一行。把指针移到一个格子上，读出它的精确值。</translation>
    </message>
    <message>
      <source>A memory of a hundred slots</source>
      <translation>一百个槽的记忆</translation>
    </message>
    <message>
      <source>What a memory keeps when it has little room.</source>
      <translation>记忆的空间很小时，它保留什么。</translation>
    </message>
    <message>
      <source>This model has a hundred slots, and each row is one in use. Press Go to word to see which word wrote the first one.</source>
      <translation>这个模型有一百个槽，每一行是一个在用的槽。按“转到该词”，看第一个是由哪个词写入的。</translation>
    </message>
    <message>
      <source>Rows are in the order in which they are read. Choose newest first in the panel's header to see what was written last.</source>
      <translation>各行按读取的多少排列。在面板标题栏中选择“最新的在前”，看最后写入的是什么。</translation>
    </message>
    <message>
      <source>Writing needs a slot, and when all are full an old one gives way. Type a few words into the text and watch the newest rows.</source>
      <translation>写入需要一个槽，都满时旧的让位。在文本中输入几个词，观察最新的行。</translation>
    </message>
    <message>
      <source>A slot can be emptied by hand. Choose any row, then press Forget this.</source>
      <translation>可以手工清空一个槽。选择任意一行，然后按“遗忘这一项”。</translation>
    </message>
    <message>
      <source>With fewer slots it forgets sooner. Set the capacity to 16.</source>
      <translation>槽越少，遗忘得越快。把容量设为 16。</translation>
    </message>
    <message>
      <source>Timeline shows what the smaller memory costs: names that it no longer holds surprise it again.</source>
      <translation>“时间线”显示较小的记忆的代价：它不再保存的名字又会使它意外。</translation>
    </message>
    <message>
      <source>Take a name out of the memory, and see the prediction fall.</source>
      <translation>从记忆中去掉一个名字，看预测下降。</translation>
    </message>
    <message>
      <source>The name Orlamund was said once, three hundred words ago, and the model is about to say it again. Press Forget this at the first row of Memory.</source>
      <translation>Orlamund 这个名字在三百个词之前说过一次，模型正要再次说出它。在“记忆”的第一行按“遗忘这一项”。</translation>
    </message>
    <message>
      <source>This strip says what your edit changes, in bits: the name is far less likely now. Switch the edit off to see the untouched model.</source>
      <translation>这一条说明您的编辑改变了什么，以比特计：这个名字现在的可能性小得多。关闭编辑，看未改动的模型。</translation>
    </message>
    <message>
      <source>Now the model knows the name. Switch the edit on again.</source>
      <translation>现在模型知道这个名字。请重新打开编辑。</translation>
    </message>
    <message>
      <source>What was forgotten is struck out in the text. Double-click it: at that word the model still knows the name, because the edit acts later.</source>
      <translation>被遗忘的内容在文本中加了删除线。双击它：在那个词处模型仍然知道这个名字，因为编辑在后面才起作用。</translation>
    </message>
    <message>
      <source>Nothing is lost. Undo the edit here, or press Restore in Memory.</source>
      <translation>什么也没有丢失。在这里撤销编辑，或在“记忆”中按“恢复”。</translation>
    </message>
    <message>
      <source>You can edit the memory at any word: right-click a word in the text, or use the Experiment menu.</source>
      <translation>您可以在任意一个词处编辑记忆：右键单击文本中的词，或使用“实验”菜单。</translation>
    </message>
    <message>
      <source>Open the window. Type, and watch the model remember.</source>
      <translation>打开窗口。输入文字，看模型怎样记住。</translation>
    </message>
    <message>
      <source>positional arguments</source>
      <translation>位置参数</translation>
    </message>
    <message>
      <source>options</source>
      <translation>选项</translation>
    </message>
    <message>
      <source>show this help message and exit</source>
      <translation>显示这份帮助并退出</translation>
    </message>
    <message>
      <source>a text, session or recording to open</source>
      <translation>要打开的文本、会话或记录</translation>
    </message>
    <message>
      <source>a bundled checkpoint (see wmstudio models) or a folder; else the last open model</source>
      <translation>自带的检查点（见 wmstudio models）或一个文件夹；否则为上次打开的模型</translation>
    </message>
    <message>
      <source>run this Python file, and open the module that it adapts (docs/checkpoints.md)</source>
      <translation>运行这个 Python 文件，并打开它所适配的模块（docs/checkpoints.md）</translation>
    </message>
    <message>
      <source>auto, cpu, cuda, cuda:1, mps, …</source>
      <translation>auto、cpu、cuda、cuda:1、mps 等…</translation>
    </message>
    <message>
      <source>a second model, shown beside the first</source>
      <translation>第二个模型，显示在第一个旁边</translation>
    </message>
    <message>
      <source>run this Python file, and show the module that it adapts beside the first model</source>
      <translation>运行这个 Python 文件，并把它所适配的模块显示在第一个模型旁边</translation>
    </message>
    <message>
      <source>say in the window what is wrong with FILE, as where the desktop starts the program</source>
      <translation>在窗口中说明 FILE 有什么问题，就像由桌面启动程序时那样</translation>
    </message>
    <message>
      <source>show program's version number and exit</source>
      <translation>显示程序的版本号并退出</translation>
    </message>
    <message>
      <source>Read a text and write everything that the model shows of it to a file.</source>
      <translation>读一段文本，把模型对它显示的一切写入文件。</translation>
    </message>
    <message>
      <source>a text, the path of a UTF-8 file, or - for standard input</source>
      <translation>一段文本、UTF-8 文件的路径，或表示标准输入的 -</translation>
    </message>
    <message>
      <source>a bundled checkpoint (see wmstudio models) or a folder; else tales-pointer</source>
      <translation>自带的检查点（见 wmstudio models）或一个文件夹；否则为 tales-pointer</translation>
    </message>
    <message>
      <source>change a setting of the model, such as capacity=8 (repeatable)</source>
      <translation>修改模型的一项设置，例如 capacity=8（可重复）</translation>
    </message>
    <message>
      <source>output file: .npz, or .json for short texts</source>
      <translation>输出文件：.npz，短文本也可用 .json</translation>
    </message>
    <message>
      <source>output file: a recording, which the window opens without the model</source>
      <translation>输出文件：一份记录，窗口打开它不需要模型</translation>
    </message>
    <message>
      <source>comma-separated names of the signals to record (default: all)</source>
      <translation>要记录的信号的名称，以逗号分隔（默认：全部）</translation>
    </message>
    <message>
      <source>candidates to keep (default: 20)</source>
      <translation>保留多少个候选（默认：20）</translation>
    </message>
    <message>
      <source>change a signal: SIGNAL:set|scale|add:VALUE[:UNIT][@START-STOP], tokens are counted from 0, and STOP is not included (repeatable)</source>
      <translation>修改一个信号：SIGNAL:set|scale|add:VALUE[:UNIT][@START-STOP]，词元从 0 数起，不包含 STOP（可重复）</translation>
    </message>
    <message>
      <source>edit the state right after a token, counted from 0: TOKEN:NAME[:ARGUMENT=VALUE,…], such as 12:clear:slot=3 or 5:store:key=␣the,value=␣cat; quote a piece that is a number (repeatable)</source>
      <translation>紧接在一个词元（从 0 数起）之后编辑状态：TOKEN:NAME[:ARGUMENT=VALUE,…]，例如 12:clear:slot=3 或 5:store:key=␣the,value=␣cat；本身是数字的片段要加引号（可重复）</translation>
    </message>
    <message>
      <source>forget every occurrence of this word or phrase once it has been read (repeatable)</source>
      <translation>这个词或短语每次被读到之后都遗忘它（可重复）</translation>
    </message>
    <message>
      <source>Save a picture of the window, without a display.</source>
      <translation>不用显示器，保存一张窗口的图片。</translation>
    </message>
    <message>
      <source>output file</source>
      <translation>输出文件</translation>
    </message>
    <message>
      <source>in pixels (default: 1280x800)</source>
      <translation>以像素计（默认：1280x800）</translation>
    </message>
    <message>
      <source>(default: dark)</source>
      <translation>（默认：dark）</translation>
    </message>
    <message>
      <source>Continue a text with a model.</source>
      <translation>用模型续写一段文本。</translation>
    </message>
    <message>
      <source>0 always chooses the most probable token (default: 0.8)</source>
      <translation>0 总是选择概率最大的词元（默认：0.8）</translation>
    </message>
    <message>
      <source>choose among the K most probable tokens; 0 means all (default: 0)</source>
      <translation>在 K 个概率最大的词元中选择；0 表示全部（默认：0）</translation>
    </message>
    <message>
      <source>choose among the likeliest that together reach P (default: 0.95)</source>
      <translation>在概率之和达到 P 的最可能词元中选择（默认：0.95）</translation>
    </message>
    <message>
      <source>the same seed gives the same text (default: 0)</source>
      <translation>相同的种子得到相同的文本（默认：0）</translation>
    </message>
    <message>
      <source>tokens to generate at most (default: 200)</source>
      <translation>最多生成多少个词元（默认：200）</translation>
    </message>
    <message>
      <source>List the bundled checkpoints.</source>
      <translation>列出自带的检查点。</translation>
    </message>
    <message>
      <source>say what these files and folders can be opened as, instead of the bundled ones</source>
      <translation>不列出自带的检查点，而说明这些文件和文件夹可以作为什么打开</translation>
    </message>
    <message>
      <source>print JSON</source>
      <translation>输出 JSON</translation>
    </message>
    <message>
      <source>Describe a model and what was assumed about it, and check that it runs correctly.</source>
      <translation>描述一个模型和对它所作的假定，并检查它是否运行正确。</translation>
    </message>
    <message>
      <source>a file or folder that opens as a model, or the name of a bundled checkpoint</source>
      <translation>可以作为模型打开的文件或文件夹，或者自带检查点的名称</translation>
    </message>
    <message>
      <source>list every tensor: shape, type, norm, least, mean, greatest, histogram, largest singular values</source>
      <translation>列出每个张量：形状、类型、范数、最小、平均、最大、直方图、最大的奇异值</translation>
    </message>
    <message>
      <source>list how the weights differ from those of another model, the most changed first</source>
      <translation>列出权重与另一个模型的权重有什么不同，变化最大的在前</translation>
    </message>
    <message>
      <source>number of CPU threads (default: all)</source>
      <translation>CPU 线程数（默认：全部）</translation>
    </message>
    <message>
      <source>Save any model that opens as a checkpoint of the studio's own.</source>
      <translation>把任何能打开的模型保存为本程序自己的检查点。</translation>
    </message>
    <message>
      <source>what opens as a model</source>
      <translation>可以作为模型打开的文件或文件夹</translation>
    </message>
    <message>
      <source>the folder to write, a new one</source>
      <translation>要写入的文件夹，必须是新的</translation>
    </message>
    <message>
      <source>Train a checkpoint from a recipe.</source>
      <translation>按配方训练一个检查点。</translation>
    </message>
    <message>
      <source>examples are in assets/recipes</source>
      <translation>示例在 assets/recipes 中</translation>
    </message>
    <message>
      <source>the texts, instead of the recipe's</source>
      <translation>文本，代替配方中的文本</translation>
    </message>
    <message>
      <source>output (default: ./ and the recipe's name)</source>
      <translation>输出（默认：./ 加配方的名称）</translation>
    </message>
    <message>
      <source>keep the weights of N steps, close together at first, to look back at the training</source>
      <translation>保留 N 步的权重，开始时较密，以便回看训练过程</translation>
    </message>
    <message>
      <source>of matrix products, instead of the recipe's; tf32 is for NVIDIA GPUs</source>
      <translation>矩阵乘法的精度，代替配方中的设置；tf32 用于 NVIDIA GPU</translation>
    </message>
    <message>
      <source>Divide examples into those to train on and those to test with.</source>
      <translation>把例题分为训练用的和测试用的。</translation>
    </message>
    <message>
      <source>examples, as JSON lines or in another layout that is read</source>
      <translation>例题，JSON 行或其他可读的格式</translation>
    </message>
    <message>
      <source>what the output files are named: NAME-known.jsonl and NAME-held-out.jsonl</source>
      <translation>输出文件的名称：NAME-known.jsonl 和 NAME-held-out.jsonl</translation>
    </message>
    <message>
      <source>share to hold out, of the different first lines of prompts (default: 0.1)</source>
      <translation>留出的份额，按提示的不同首行计（默认：0.1）</translation>
    </message>
    <message>
      <source>the same seed holds out the same examples (default: 1)</source>
      <translation>相同的种子留出相同的例题（默认：1）</translation>
    </message>
    <message>
      <source>leave out examples with a prompt or target of more characters</source>
      <translation>去掉提示或目标超过这么多字符的例题</translation>
    </message>
    <message>
      <source>Train recipes for memory tasks with several seeds, and compare them.</source>
      <translation>用多个种子训练记忆任务的配方，并加以比较。</translation>
    </message>
    <message>
      <source>with a [task]; examples are in assets/recipes</source>
      <translation>含有 [task]；示例在 assets/recipes 中</translation>
    </message>
    <message>
      <source>number of runs of each recipe (default: 3)</source>
      <translation>每个配方运行的次数（默认：3）</translation>
    </message>
    <message>
      <source>output file; finished runs in it are kept</source>
      <translation>输出文件；其中已完成的运行会保留</translation>
    </message>
    <message>
      <source>number of CPU threads (default: 1)</source>
      <translation>CPU 线程数（默认：1）</translation>
    </message>
    <message>
      <source>processes of this machine that do the work (default: 1)</source>
      <translation>在本机上执行工作的进程数（默认：1）</translation>
    </message>
    <message>
      <source>let the workers of a Dask scheduler do the work: tls://HOST:PORT (docs/several-processes.md)</source>
      <translation>由 Dask 调度器的工作进程执行：tls://HOST:PORT（见 docs/several-processes.md）</translation>
    </message>
    <message>
      <source>for --scheduler: certificate of the authority that signed the scheduler's</source>
      <translation>用于 --scheduler：签发调度器证书的机构的证书</translation>
    </message>
    <message>
      <source>for --scheduler: certificate that the scheduler knows</source>
      <translation>用于 --scheduler：调度器认可的证书</translation>
    </message>
    <message>
      <source>for --scheduler: key of that certificate</source>
      <translation>用于 --scheduler：该证书的密钥</translation>
    </message>
    <message>
      <source>Measure how much a memory holds, by capacity, depth and batch size.</source>
      <translation>按容量、深度和批大小测量记忆能保存多少。</translation>
    </message>
    <message>
      <source>output folder; finished runs in it are kept (default: ./load-study)</source>
      <translation>输出文件夹；其中已完成的运行会保留（默认：./load-study）</translation>
    </message>
    <message>
      <source>number of runs of each setting (default: 1)</source>
      <translation>每种设置运行的次数（默认：1）</translation>
    </message>
    <message>
      <source>numbers of slots (default: 2,4,8)</source>
      <translation>槽的数目（默认：2,4,8）</translation>
    </message>
    <message>
      <source>numbers of layers of lstm and transformer (default: 1,2,4)</source>
      <translation>LSTM 和 Transformer 的层数（默认：1,2,4）</translation>
    </message>
    <message>
      <source>batch sizes in training (default: 16,64,256)</source>
      <translation>训练的批大小（默认：16,64,256）</translation>
    </message>
    <message>
      <source>sequences for each model (default: 64000)</source>
      <translation>每个模型的序列数（默认：64000）</translation>
    </message>
    <message>
      <source>what is remembered: pairs, or the facts of short stories (default: recall)</source>
      <translation>记忆的内容：键值对，或短故事里的事实（默认：recall）</translation>
    </message>
    <message>
      <source>Measure a checkpoint on texts, on grammatical minimal pairs and on memory tasks.</source>
      <translation>在文本、语法最小对立对和记忆任务上测量一个检查点。</translation>
    </message>
    <message>
      <source>the name of a bundled checkpoint (see wmstudio models), or a path</source>
      <translation>自带检查点的名称（见 wmstudio models），或一个路径</translation>
    </message>
    <message>
      <source>UTF-8 texts to measure on; - is standard input</source>
      <translation>要测量的 UTF-8 文本；- 表示标准输入</translation>
    </message>
    <message>
      <source>a memory task, such as recall:pairs=16,keys=32 (repeatable)</source>
      <translation>一个记忆任务，例如 recall:pairs=16,keys=32（可重复）</translation>
    </message>
    <message>
      <source>sequences of each task (default: 512)</source>
      <translation>每个任务的序列数（默认：512）</translation>
    </message>
    <message>
      <source>a folder of .tsv files with minimal pairs (good sentence, tab, bad sentence), or of BLiMP's .jsonl files</source>
      <translation>一个文件夹，含有最小对立对的 .tsv 文件（正确的句子、制表符、错误的句子），或 BLiMP 的 .jsonl 文件</translation>
    </message>
    <message>
      <source>test what the model remembers of what it has just read, with and without its memory</source>
      <translation>测试模型记得刚读过的多少内容，有记忆和没有记忆</translation>
    </message>
    <message>
      <source>for --remember: .txt files that the model was not trained on, for passages</source>
      <translation>用于 --remember：模型没有训练过的 .txt 文件，从中取段落</translation>
    </message>
    <message>
      <source>for --remember and --writes: .txt files for n-gram models, for comparison; files that are also in --texts, or named, are left out</source>
      <translation>用于 --remember 和 --writes：供 n-gram 模型作比较的 .txt 文件；已在 --texts 中或已指名的文件不计</translation>
    </message>
    <message>
      <source>for --remember: largest number of questions about names; 0, such as for texts that are not English, asks none (default: 2000)</source>
      <translation>用于 --remember：关于名字的问题最多有多少个；0 表示不问，例如文本不是英文时（默认：2000）</translation>
    </message>
    <message>
      <source>for --remember and --writes: seed (default: 1)</source>
      <translation>用于 --remember 和 --writes：随机种子（默认：1）</translation>
    </message>
    <message>
      <source>prompts with the targets that should follow, as JSON lines or in another layout that is read: the model answers, and is scored beside baselines (repeatable)</source>
      <translation>带有应接目标的提示，JSON 行或其他可读的格式：由模型回答，并与基线一起评分（可重复）</translation>
    </message>
    <message>
      <source>for --examples: examples that the model was trained on, for baselines to learn from</source>
      <translation>用于 --examples：模型训练过的例题，供基线学习</translation>
    </message>
    <message>
      <source>for --examples: also have the model find each target among N, the others of which are those of other examples; 0 does not (default: 0)</source>
      <translation>用于 --examples：还要让模型在 N 个目标中找出正确的一个，其他的取自别的例题；0 表示不做（默认：0）</translation>
    </message>
    <message>
      <source>for --examples: beams of the search (default: 1)</source>
      <translation>用于 --examples：搜索的束宽（默认：1）</translation>
    </message>
    <message>
      <source>for --examples: what stands between a prompt and its answer (default: as in training, or a line break and &gt;)</source>
      <translation>用于 --examples：提示和回答之间的内容（默认：与训练时相同，否则为换行加 &gt;）</translation>
    </message>
    <message>
      <source>let the model write N texts by itself, and measure how much they repeat and vary, beside the files that are named (default: 0)</source>
      <translation>让模型自己写 N 段文本，测量它们的重复和变化程度，与指名的文件对照（默认：0）</translation>
    </message>
    <message>
      <source>measure the model with a neural cache added to it</source>
      <translation>为模型加上神经缓存后再测量</translation>
    </message>
    <message>
      <source>output file for all figures; those of finished texts are kept beside it on the way; - prints them instead of the tables</source>
      <translation>所有数值的输出文件；已完成文本的数值会随时保存在它旁边；- 表示直接输出而不打印表格</translation>
    </message>
    <message>
      <source>Fit a checkpoint's neural cache to texts, and store the settings as its defaults.</source>
      <translation>按文本拟合检查点的神经缓存，并把设置存为它的默认值。</translation>
    </message>
    <message>
      <source>a bundled checkpoint's name, or a folder</source>
      <translation>自带检查点的名称，或一个文件夹</translation>
    </message>
    <message>
      <source>UTF-8 texts that it was not trained on</source>
      <translation>它没有训练过的 UTF-8 文本</translation>
    </message>
    <message>
      <source>other texts, on which results with and without the cache are reported</source>
      <translation>其他文本，报告其上有缓存和没有缓存的结果</translation>
    </message>
    <message>
      <source>number of characters from the beginning of each TEXT to fit on (default: 100000)</source>
      <translation>用每个 TEXT 开头的多少个字符来拟合（默认：100000）</translation>
    </message>
    <message>
      <source>switch the cache on by default</source>
      <translation>默认打开缓存</translation>
    </message>
    <message>
      <source>only report, without changing the checkpoint</source>
      <translation>只报告，不修改检查点</translation>
    </message>
    <message>
      <source>Measure every bundled checkpoint, and write a page of results.</source>
      <translation>测量每个自带的检查点，并写出一页结果。</translation>
    </message>
    <message>
      <source>UTF-8 texts to measure on</source>
      <translation>用来测量的 UTF-8 文本</translation>
    </message>
    <message>
      <source>for --remember: largest number of questions about names (default: 2000)</source>
      <translation>用于 --remember：关于名字的问题最多有多少个（默认：2000）</translation>
    </message>
    <message>
      <source>a report of wmstudio study (repeatable)</source>
      <translation>wmstudio study 的一份报告（可重复）</translation>
    </message>
    <message>
      <source>file for the figures, of which valid ones are reused (default: beside --out)</source>
      <translation>存放数值的文件，其中有效的会重复使用（默认：与 --out 放在一起）</translation>
    </message>
    <message>
      <source>measure all of it again</source>
      <translation>全部重新测量</translation>
    </message>
    <message>
      <source>a folder of further checkpoints, to stand on the page beside the bundled ones</source>
      <translation>另一些检查点的文件夹，与自带的一起列在页面上</translation>
    </message>
    <message>
      <source>Train models on standard benchmarks, and write a page beside published figures.</source>
      <translation>在标准基准上训练模型，并写出与已发表数值对照的页面。</translation>
    </message>
    <message>
      <source>a folder with input.txt of tinyshakespeare, as the only .txt file</source>
      <translation>一个文件夹，其中唯一的 .txt 文件是 tinyshakespeare 的 input.txt</translation>
    </message>
    <message>
      <source>a folder with ptb.train.txt, ptb.valid.txt and ptb.test.txt</source>
      <translation>一个含有 ptb.train.txt、ptb.valid.txt 和 ptb.test.txt 的文件夹</translation>
    </message>
    <message>
      <source>a folder with wiki.train.tokens, wiki.valid.tokens and wiki.test.tokens</source>
      <translation>一个含有 wiki.train.tokens、wiki.valid.tokens 和 wiki.test.tokens 的文件夹</translation>
    </message>
    <message>
      <source>folder for the checkpoints; a training that was stopped goes on there</source>
      <translation>存放检查点的文件夹；中断的训练从那里继续</translation>
    </message>
    <message>
      <source>Run models for windows on other machines.</source>
      <translation>为其他机器上的窗口运行模型。</translation>
    </message>
    <message>
      <source>models to serve beside the bundled ones</source>
      <translation>除自带模型外还要提供的模型</translation>
    </message>
    <message>
      <source>address to listen on (default: 127.0.0.1)</source>
      <translation>监听的地址（默认：127.0.0.1）</translation>
    </message>
    <message>
      <source>port to listen on; 0 means any free one (default: 7400)</source>
      <translation>监听的端口；0 表示任意空闲端口（默认：7400）</translation>
    </message>
    <message>
      <source>this server's keys (default: new ones)</source>
      <translation>此服务器的密钥（默认：新生成）</translation>
    </message>
    <message>
      <source>public key of a window that may connect, or a file with one on each line (repeatable)</source>
      <translation>允许连接的窗口的公钥，或每行一个公钥的文件（可重复）</translation>
    </message>
    <message>
      <source>make keys, print the public one, and end</source>
      <translation>生成密钥，打印公钥，然后结束</translation>
    </message>
    <message>
      <source>end when standard input is closed</source>
      <translation>标准输入关闭时结束</translation>
    </message>
    <message>
      <source>Add the program and its types of files to your desktop, or remove them.</source>
      <translation>把程序及其文件类型加到桌面环境，或从中移除。</translation>
    </message>
    <message>
      <source>add WM Studio to your desktop's menu, and have a double click open its files</source>
      <translation>把 WM Studio 加到桌面环境的菜单，并让双击打开它的文件</translation>
    </message>
    <message>
      <source>take all of that away again</source>
      <translation>把这一切再移除</translation>
    </message>
    <message>
      <source>i: how much of the candidate enters the cell</source>
      <translation>i：候选值有多少进入细胞</translation>
    </message>
    <message>
      <source>input gate</source>
      <translation>输入门</translation>
    </message>
    <message>
      <source>lstm</source>
      <translation>LSTM</translation>
    </message>
    <message>
      <source>f: how much of the cell is kept</source>
      <translation>f：细胞保留多少</translation>
    </message>
    <message>
      <source>forget gate</source>
      <translation>遗忘门</translation>
    </message>
    <message>
      <source>g: what may enter the cell</source>
      <translation>g：可以进入细胞的内容</translation>
    </message>
    <message>
      <source>candidate</source>
      <translation>候选值</translation>
    </message>
    <message>
      <source>o: how much of the cell is shown</source>
      <translation>o：细胞显示多少</translation>
    </message>
    <message>
      <source>output gate</source>
      <translation>输出门</translation>
    </message>
    <message>
      <source>c: the cell state</source>
      <translation>c：细胞状态</translation>
    </message>
    <message>
      <source>cell</source>
      <translation>细胞</translation>
    </message>
    <message>
      <source>h: the hidden state</source>
      <translation>h：隐藏状态</translation>
    </message>
    <message>
      <source>hidden</source>
      <translation>隐藏状态</translation>
    </message>
    <message>
      <source>memory use: how full the memory is</source>
      <translation>记忆使用情况：记忆有多满</translation>
    </message>
    <message>
      <source>occupancy</source>
      <translation>占用率</translation>
    </message>
    <message>
      <source>expect again what followed when the model was in a similar state</source>
      <translation>预期当模型处于相似状态时后面出现过的内容再次出现</translation>
    </message>
    <message>
      <source>cache</source>
      <translation>缓存</translation>
    </message>
    <message>
      <source>λ: how much the cache counts beside the model</source>
      <translation>λ：缓存相对于模型的权重</translation>
    </message>
    <message>
      <source>cache weight</source>
      <translation>缓存权重</translation>
    </message>
    <message>
      <source>θ: how alike states must be</source>
      <translation>θ：状态必须有多相似</translation>
    </message>
    <message>
      <source>cache sharpness</source>
      <translation>缓存锐度</translation>
    </message>
    <message>
      <source>W: how many tokens it looks back</source>
      <translation>W：回看多少个词元</translation>
    </message>
    <message>
      <source>cache window</source>
      <translation>缓存窗口</translation>
    </message>
    <message>
      <source>Forget everything: the state before any token</source>
      <translation>遗忘一切：读任何词元之前的状态</translation>
    </message>
    <message>
      <source>share of cell units with |tanh c| above 0.9</source>
      <translation>|tanh c| 大于 0.9 的细胞单元的份额</translation>
    </message>
    <message>
      <source>weight of the cache on past tokens as the next token, by distance</source>
      <translation>缓存给过去词元作为下一个词元的权重，按距离</translation>
    </message>
    <message>
      <source>weights</source>
      <translation>权重</translation>
    </message>
    <message>
      <source>Forget one token</source>
      <translation>遗忘一个词元</translation>
    </message>
    <message>
      <source>r: how much of the hidden state the candidate sees</source>
      <translation>r：候选值看到多少隐藏状态</translation>
    </message>
    <message>
      <source>reset gate</source>
      <translation>重置门</translation>
    </message>
    <message>
      <source>gru</source>
      <translation>GRU</translation>
    </message>
    <message>
      <source>z: how much of the hidden state is kept</source>
      <translation>z：隐藏状态保留多少</translation>
    </message>
    <message>
      <source>update gate</source>
      <translation>更新门</translation>
    </message>
    <message>
      <source>n: what may enter the hidden state</source>
      <translation>n：可以进入隐藏状态的内容</translation>
    </message>
    <message>
      <source>share of hidden units with |h| above 0.9</source>
      <translation>|h| 大于 0.9 的隐藏单元的份额</translation>
    </message>
    <message>
      <source>WM: the memory</source>
      <translation>WM：记忆</translation>
    </message>
    <message>
      <source>vector</source>
      <translation>向量</translation>
    </message>
    <message>
      <source>wm</source>
      <translation>WM</translation>
    </message>
    <message>
      <source>share of memory units with |WM| above 0.99</source>
      <translation>|WM| 大于 0.99 的记忆单元的份额</translation>
    </message>
    <message>
      <source>i: how strongly the token is written</source>
      <translation>i：词元写入的强度</translation>
    </message>
    <message>
      <source>write gate</source>
      <translation>写入门</translation>
    </message>
    <message>
      <source>slots</source>
      <translation>槽</translation>
    </message>
    <message>
      <source>f: share of each slot's strength that is kept</source>
      <translation>f：每个槽的强度保留的份额</translation>
    </message>
    <message>
      <source>decay gate</source>
      <translation>衰减门</translation>
    </message>
    <message>
      <source>o: how much of what is read is passed on</source>
      <translation>o：读到的内容传出多少</translation>
    </message>
    <message>
      <source>read gate</source>
      <translation>读取门</translation>
    </message>
    <message>
      <source>q: what is looked for</source>
      <translation>q：要找的内容</translation>
    </message>
    <message>
      <source>query</source>
      <translation>查询</translation>
    </message>
    <message>
      <source>feature</source>
      <translation>特征</translation>
    </message>
    <message>
      <source>k: the key of the token</source>
      <translation>k：词元的键</translation>
    </message>
    <message>
      <source>key</source>
      <translation>键</translation>
    </message>
    <message>
      <source>v: the value of the token</source>
      <translation>v：词元的值</translation>
    </message>
    <message>
      <source>value</source>
      <translation>值</translation>
    </message>
    <message>
      <source>a: how much each slot is read, before the write</source>
      <translation>a：每个槽读取多少，写入之前</translation>
    </message>
    <message>
      <source>read weights</source>
      <translation>读取权重</translation>
    </message>
    <message>
      <source>slot</source>
      <translation>槽</translation>
    </message>
    <message>
      <source>the token that each slot held when it was read, before the write</source>
      <translation>每个槽被读取时保存的词元，写入之前</translation>
    </message>
    <message>
      <source>read from</source>
      <translation>读取来源</translation>
    </message>
    <message>
      <source>weight on reading nothing</source>
      <translation>什么也不读的权重</translation>
    </message>
    <message>
      <source>null weight</source>
      <translation>空权重</translation>
    </message>
    <message>
      <source>m: what the LSTM receives</source>
      <translation>m：LSTM 收到的内容</translation>
    </message>
    <message>
      <source>output</source>
      <translation>输出</translation>
    </message>
    <message>
      <source>w: which slot is written</source>
      <translation>w：写入哪个槽</translation>
    </message>
    <message>
      <source>write weights</source>
      <translation>写入权重</translation>
    </message>
    <message>
      <source>K: keys after the write</source>
      <translation>K：写入之后的键</translation>
    </message>
    <message>
      <source>keys</source>
      <translation>键</translation>
    </message>
    <message>
      <source>V: values after the write</source>
      <translation>V：写入之后的值</translation>
    </message>
    <message>
      <source>values</source>
      <translation>值</translation>
    </message>
    <message>
      <source>s: strength after the write</source>
      <translation>s：写入之后的强度</translation>
    </message>
    <message>
      <source>strength</source>
      <translation>强度</translation>
    </message>
    <message>
      <source>the token that wrote each slot, after the write</source>
      <translation>写入每个槽的词元，写入之后</translation>
    </message>
    <message>
      <source>writer</source>
      <translation>写入者</translation>
    </message>
    <message>
      <source>memory use: how much the next write discards</source>
      <translation>记忆使用情况：下次写入会丢弃多少</translation>
    </message>
    <message>
      <source>pressure</source>
      <translation>压力</translation>
    </message>
    <message>
      <source>memory use: how blurred the last read was</source>
      <translation>记忆使用情况：上次读取有多模糊</translation>
    </message>
    <message>
      <source>interference</source>
      <translation>干扰</translation>
    </message>
    <message>
      <source>which slot is overwritten</source>
      <translation>覆盖哪个槽</translation>
    </message>
    <message>
      <source>policy</source>
      <translation>策略</translation>
    </message>
    <message>
      <source>how many slots there are</source>
      <translation>有多少个槽</translation>
    </message>
    <message>
      <source>capacity</source>
      <translation>容量</translation>
    </message>
    <message>
      <source>tokens with a write gate below this are not written</source>
      <translation>写入门低于此值的词元不写入</translation>
    </message>
    <message>
      <source>keep threshold</source>
      <translation>保留阈值</translation>
    </message>
    <message>
      <source>Empty one slot</source>
      <translation>清空一个槽</translation>
    </message>
    <message>
      <source>mean strength of all slots</source>
      <translation>所有槽的平均强度</translation>
    </message>
    <message>
      <source>strength of the slot that is overwritten next</source>
      <translation>下一个要被覆盖的槽的强度</translation>
    </message>
    <message>
      <source>entropy of the last read over the slots that held something, 1 when all slots are read alike</source>
      <translation>上次读取在有内容的槽上的熵，所有槽读取相同时为 1</translation>
    </message>
    <message>
      <source>d: how strongly the token is pushed</source>
      <translation>d：词元压入的强度</translation>
    </message>
    <message>
      <source>stack</source>
      <translation>栈</translation>
    </message>
    <message>
      <source>u: how much strength is popped</source>
      <translation>u：弹出多少强度</translation>
    </message>
    <message>
      <source>v: what is pushed</source>
      <translation>v：压入的内容</translation>
    </message>
    <message>
      <source>m: what is read</source>
      <translation>m：读到的内容</translation>
    </message>
    <message>
      <source>s: strength of each, newest first</source>
      <translation>s：各项的强度，最新的在前</translation>
    </message>
    <message>
      <source>item</source>
      <translation>项</translation>
    </message>
    <message>
      <source>how much is read, after the write, newest first</source>
      <translation>读取多少，写入之后，最新的在前</translation>
    </message>
    <message>
      <source>V: the items</source>
      <translation>V：各项</translation>
    </message>
    <message>
      <source>the token that had pushed each item when it was read</source>
      <translation>每一项被读取时，压入它的词元</translation>
    </message>
    <message>
      <source>the token that pushed each item</source>
      <translation>压入每一项的词元</translation>
    </message>
    <message>
      <source>how many items the stack has room for</source>
      <translation>栈能放多少项</translation>
    </message>
    <message>
      <source>Take one item out</source>
      <translation>取出一项</translation>
    </message>
    <message>
      <source>strength of all items, divided by the number that there is room for</source>
      <translation>所有项的强度之和，除以能放的项数</translation>
    </message>
    <message>
      <source>strength of the weakest item, which makes room when there is none</source>
      <translation>最弱的项的强度，没有空间时由它让位</translation>
    </message>
    <message>
      <source>1 less the largest read weight, 0 when one whole item is read</source>
      <translation>1 减去最大的读取权重，读取完整的一项时为 0</translation>
    </message>
    <message>
      <source>queue</source>
      <translation>队列</translation>
    </message>
    <message>
      <source>how much is read, after the write, oldest first</source>
      <translation>读取多少，写入之后，最旧的在前</translation>
    </message>
    <message>
      <source>how many items the queue has room for</source>
      <translation>队列能放多少项</translation>
    </message>
    <message>
      <source>a: push, pop and no-op; they add up to 1</source>
      <translation>a：压入、弹出和不动；三者之和为 1</translation>
    </message>
    <message>
      <source>action</source>
      <translation>动作</translation>
    </message>
    <message>
      <source>m: the top, which is read</source>
      <translation>m：栈顶，即读到的内容</translation>
    </message>
    <message>
      <source>how much of each level is filled, top first</source>
      <translation>每一层装了多少，栈顶在前</translation>
    </message>
    <message>
      <source>level</source>
      <translation>层</translation>
    </message>
    <message>
      <source>which level is read, after the write: always the top</source>
      <translation>读取哪一层，写入之后：总是栈顶</translation>
    </message>
    <message>
      <source>S: the levels, top first</source>
      <translation>S：各层，栈顶在前</translation>
    </message>
    <message>
      <source>the token that most of each level comes from</source>
      <translation>每一层大部分内容来自哪个词元</translation>
    </message>
    <message>
      <source>share of each level that comes from its main token</source>
      <translation>每一层来自其主要词元的份额</translation>
    </message>
    <message>
      <source>writer share</source>
      <translation>写入者份额</translation>
    </message>
    <message>
      <source>the token that most of each level came from when it was read</source>
      <translation>读取时，每一层大部分内容来自哪个词元</translation>
    </message>
    <message>
      <source>how many levels the stack has</source>
      <translation>栈有多少层</translation>
    </message>
    <message>
      <source>mean strength of all levels</source>
      <translation>所有层的平均强度</translation>
    </message>
    <message>
      <source>strength of the lowest level, which the next push discards</source>
      <translation>最底层的强度，下次压入会丢弃它</translation>
    </message>
    <message>
      <source>1 less the largest action weight of the last token, 0 when it took a single action</source>
      <translation>1 减去上一个词元最大的动作权重，只做一个动作时为 0</translation>
    </message>
    <message>
      <source>β: how strongly the value is stored</source>
      <translation>β：值存储的强度</translation>
    </message>
    <message>
      <source>store gate</source>
      <translation>存储门</translation>
    </message>
    <message>
      <source>keyvalue</source>
      <translation>键值</translation>
    </message>
    <message>
      <source>head</source>
      <translation>头</translation>
    </message>
    <message>
      <source>r: how much of what is read is passed on</source>
      <translation>r：读到的内容传出多少</translation>
    </message>
    <message>
      <source>retrieve gate</source>
      <translation>检索门</translation>
    </message>
    <message>
      <source>c: share of the whole memory that is cleared</source>
      <translation>c：整个记忆被清除的份额</translation>
    </message>
    <message>
      <source>clear gate</source>
      <translation>清除门</translation>
    </message>
    <message>
      <source>k: the key of the token, made of what came before it</source>
      <translation>k：词元的键，由它前面的内容构成</translation>
    </message>
    <message>
      <source>m: what the memory returns</source>
      <translation>m：记忆返回的内容</translation>
    </message>
    <message>
      <source>S: the matrices after the write, one head below the other</source>
      <translation>S：写入之后的矩阵，各头上下排列</translation>
    </message>
    <message>
      <source>matrix</source>
      <translation>矩阵</translation>
    </message>
    <message>
      <source>key feature</source>
      <translation>键特征</translation>
    </message>
    <message>
      <source>value feature</source>
      <translation>值特征</translation>
    </message>
    <message>
      <source>match of the query with the keys of past tokens, by distance</source>
      <translation>查询与过去词元的键的匹配，按距离</translation>
    </message>
    <message>
      <source>share of a past token's value that its key still retrieves</source>
      <translation>过去词元的值中，它的键仍能检索到的份额</translation>
    </message>
    <message>
      <source>recall</source>
      <translation>召回</translation>
    </message>
    <message>
      <source>how strongly a past token was stored</source>
      <translation>过去词元存储的强度</translation>
    </message>
    <message>
      <source>Forget what is stored under the key of a token</source>
      <translation>遗忘一个词元的键下存储的内容</translation>
    </message>
    <message>
      <source>Store one token under another</source>
      <translation>把一个词元存到另一个之下</translation>
    </message>
    <message>
      <source>effective rank of the matrices, divided by the width of a key</source>
      <translation>矩阵的有效秩，除以键的宽度</translation>
    </message>
    <message>
      <source>size of what the last write replaced, divided by that of a full value</source>
      <translation>上次写入替换掉的内容的大小，除以一个完整的值的大小</translation>
    </message>
    <message>
      <source>error in reading the values of recent tokens by their keys, weighted by how strongly each was stored</source>
      <translation>用键读出最近词元的值时的误差，按各自存储的强度加权</translation>
    </message>
    <message>
      <source>g: the memory's share of the prediction</source>
      <translation>g：记忆在预测中的份额</translation>
    </message>
    <message>
      <source>pointer</source>
      <translation>指针</translation>
    </message>
    <message>
      <source>a: weight of the memory on past tokens as the next token, by distance</source>
      <translation>a：记忆给过去词元作为下一个词元的权重，按距离</translation>
    </message>
    <message>
      <source>k: the key of the token, made of its context and what followed</source>
      <translation>k：词元的键，由它的上下文和后面的内容构成</translation>
    </message>
    <message>
      <source>Use the memory</source>
      <translation>使用记忆</translation>
    </message>
    <message>
      <source>Number of tokens in the memory</source>
      <translation>记忆中的词元数</translation>
    </message>
    <message>
      <source>memory window</source>
      <translation>记忆窗口</translation>
    </message>
    <message>
      <source>Forget every place of one piece of text</source>
      <translation>遗忘一段文本的每一处</translation>
    </message>
    <message>
      <source>piece of text</source>
      <translation>一段文本</translation>
    </message>
    <message>
      <source>Forget all tokens before one</source>
      <translation>遗忘一个词元之前的所有词元</translation>
    </message>
    <message>
      <source>share of the window that holds tokens</source>
      <translation>窗口中有词元的份额</translation>
    </message>
    <message>
      <source>weight of the last read on the token that the next one pushes out</source>
      <translation>上次读取给下次会被挤出的词元的权重</translation>
    </message>
    <message>
      <source>1 less the largest weight that the last read gave to one piece of text</source>
      <translation>1 减去上次读取给一段文本的最大权重</translation>
    </message>
    <message>
      <source>a: how much each head attends to past tokens, by distance</source>
      <translation>a：每个头对过去词元的注意，按距离</translation>
    </message>
    <message>
      <source>what attention adds to the residual</source>
      <translation>注意力加到残差上的内容</translation>
    </message>
    <message>
      <source>GELU(W₁ x): the feed-forward units</source>
      <translation>GELU(W₁ x)：前馈单元</translation>
    </message>
    <message>
      <source>feed forward</source>
      <translation>前馈</translation>
    </message>
    <message>
      <source>x: the residual after the layer</source>
      <translation>x：这一层之后的残差</translation>
    </message>
    <message>
      <source>residual</source>
      <translation>残差</translation>
    </message>
    <message>
      <source>attention to the token that leaves the window next, mean over heads and layers</source>
      <translation>对下次离开窗口的词元的注意，各头各层平均</translation>
    </message>
    <message>
      <source>entropy of attention over the tokens in reach, mean over heads and layers, 1 when all get alike</source>
      <translation>注意力在可及词元上的熵，各头各层平均，对所有词元相同时为 1</translation>
    </message>
    <message>
      <source>u: what may enter the states</source>
      <translation>u：可以进入状态的内容</translation>
    </message>
    <message>
      <source>input</source>
      <translation>输入</translation>
    </message>
    <message>
      <source>mamba</source>
      <translation>Mamba</translation>
    </message>
    <message>
      <source>Δ: how much the token counts</source>
      <translation>Δ：词元的作用大小</translation>
    </message>
    <message>
      <source>exp(Δ A): how much of a state is kept, mean of its numbers</source>
      <translation>exp(Δ A)：状态保留多少，其各数的平均</translation>
    </message>
    <message>
      <source>keep</source>
      <translation>保留比例</translation>
    </message>
    <message>
      <source>B: the key that is written under</source>
      <translation>B：写入时所用的键</translation>
    </message>
    <message>
      <source>write</source>
      <translation>写入</translation>
    </message>
    <message>
      <source>C: the key that is read with</source>
      <translation>C：读取时所用的键</translation>
    </message>
    <message>
      <source>h: the states after the write, one unit in each column</source>
      <translation>h：写入之后的状态，每列一个单元</translation>
    </message>
    <message>
      <source>state</source>
      <translation>状态</translation>
    </message>
    <message>
      <source>SiLU(z): how much of each unit is shown</source>
      <translation>SiLU(z)：每个单元显示多少</translation>
    </message>
    <message>
      <source>what the layer adds to the residual</source>
      <translation>这一层加到残差上的内容</translation>
    </message>
    <message>
      <source>the last inputs of the convolution, oldest first</source>
      <translation>卷积最近的输入，最旧的在前</translation>
    </message>
    <message>
      <source>window</source>
      <translation>窗口</translation>
    </message>
    <message>
      <source>Forget what one layer holds</source>
      <translation>遗忘一层保存的内容</translation>
    </message>
    <message>
      <source>effective rank of the states, divided by the numbers in one, mean over layers</source>
      <translation>状态的有效秩，除以一个状态中数的个数，各层平均</translation>
    </message>
    <message>
      <source>share of the states that the last token's decay discards, mean over layers</source>
      <translation>上一个词元的衰减丢弃的状态份额，各层平均</translation>
    </message>
    <message>
      <source>share of other tokens in what the last token's key reads back, mean over layers</source>
      <translation>用上一个词元的键读回的内容中其他词元的份额，各层平均</translation>
    </message>
    <message>
      <source>mamba2</source>
      <translation>Mamba-2</translation>
    </message>
    <message>
      <source>α = exp(Δ A): how much of the state is kept</source>
      <translation>α = exp(Δ A)：状态保留多少</translation>
    </message>
    <message>
      <source>h: the states after the write, one head below the other</source>
      <translation>h：写入之后的状态，各头上下排列</translation>
    </message>
    <message>
      <source>effective rank of the matrices, as a share of the highest, mean over layers</source>
      <translation>矩阵的有效秩，占最高值的份额，各层平均</translation>
    </message>
    <message>
      <source>share of the matrices that the last token's decay discards, mean over layers</source>
      <translation>上一个词元的衰减丢弃的矩阵份额，各层平均</translation>
    </message>
    <message>
      <source>delta</source>
      <translation>增量</translation>
    </message>
    <message>
      <source>store</source>
      <translation>存储</translation>
    </message>
    <message>
      <source>α: how much of the matrix is kept</source>
      <translation>α：矩阵保留多少</translation>
    </message>
    <message>
      <source>the hidden units of the feed-forward part</source>
      <translation>前馈部分的隐藏单元</translation>
    </message>
    <message>
      <source>σ(W x): how much of what is read is passed on</source>
      <translation>σ(W x)：读到的内容传出多少</translation>
    </message>
    <message>
      <source>h: the units after the write</source>
      <translation>h：写入之后的单元</translation>
    </message>
    <message>
      <source>rg lru</source>
      <translation>RG-LRU</translation>
    </message>
    <message>
      <source>u: what may enter the units</source>
      <translation>u：可以进入单元的内容</translation>
    </message>
    <message>
      <source>i: how much of the input enters</source>
      <translation>i：输入有多少进入</translation>
    </message>
    <message>
      <source>r: how fast the unit forgets</source>
      <translation>r：单元遗忘得多快</translation>
    </message>
    <message>
      <source>recurrence gate</source>
      <translation>循环门</translation>
    </message>
    <message>
      <source>a: how much of the unit is kept</source>
      <translation>a：单元保留多少</translation>
    </message>
    <message>
      <source>GELU(W x): how much of each unit is shown</source>
      <translation>GELU(W x)：每个单元显示多少</translation>
    </message>
    <message>
      <source>share of units in use, were all equally large, mean over layers</source>
      <translation>在用单元的份额，按大小都相等折算，各层平均</translation>
    </message>
    <message>
      <source>share of the units that the last token's decay discards, mean over layers</source>
      <translation>上一个词元的衰减丢弃的单元份额，各层平均</translation>
    </message>
    <message>
      <source>r: how much of the mean is let through</source>
      <translation>r：平均值放出多少</translation>
    </message>
    <message>
      <source>receptance</source>
      <translation>接收度</translation>
    </message>
    <message>
      <source>rwkv</source>
      <translation>RWKV</translation>
    </message>
    <message>
      <source>w: how much of the sums is kept, the same for all tokens</source>
      <translation>w：总和保留多少，对所有词元相同</translation>
    </message>
    <message>
      <source>decay</source>
      <translation>衰减</translation>
    </message>
    <message>
      <source>wkv: the weighted mean of the values</source>
      <translation>wkv：值的加权平均</translation>
    </message>
    <message>
      <source>the sum of weighted values, divided by e^p</source>
      <translation>加权值的总和，除以 e^p</translation>
    </message>
    <message>
      <source>numerator</source>
      <translation>分子</translation>
    </message>
    <message>
      <source>the sum of weights, divided by e^p</source>
      <translation>权重的总和，除以 e^p</translation>
    </message>
    <message>
      <source>denominator</source>
      <translation>分母</translation>
    </message>
    <message>
      <source>p: the largest exponent in the sums</source>
      <translation>p：总和中最大的指数</translation>
    </message>
    <message>
      <source>exponent</source>
      <translation>指数</translation>
    </message>
    <message>
      <source>k: the logarithm of the token's weight</source>
      <translation>k：词元权重的对数</translation>
    </message>
    <message>
      <source>v: what the token adds to the mean</source>
      <translation>v：词元加到平均值上的内容</translation>
    </message>
    <message>
      <source>x: what the layer read</source>
      <translation>x：这一层读到的内容</translation>
    </message>
    <message>
      <source>last</source>
      <translation>最近输入</translation>
    </message>
    <message>
      <source>r: how much of the channel mixing is let through</source>
      <translation>r：通道混合放出多少</translation>
    </message>
    <message>
      <source>channels</source>
      <translation>通道</translation>
    </message>
    <message>
      <source>max(k, 0)²: the units of the channel mixing</source>
      <translation>max(k, 0)²：通道混合的单元</translation>
    </message>
    <message>
      <source>1 - 1/n, where all that a channel's mean is made of weighs as much as n tokens like the heaviest of them, mean over channels and layers</source>
      <translation>1 - 1/n，其中构成一个通道平均值的全部内容，其权重相当于 n 个与最重的一样的词元，各通道各层平均</translation>
    </message>
    <message>
      <source>share of the sums that one token's decay discards, mean over channels and layers</source>
      <translation>一个词元的衰减丢弃的总和份额，各通道各层平均</translation>
    </message>
    <message>
      <source>share of earlier tokens in the mean that was read last, mean over channels and layers</source>
      <translation>上次读取的平均值中较早词元的份额，各通道各层平均</translation>
    </message>
    <message>
      <source>w: how much is kept under each key feature</source>
      <translation>w：每个键特征之下保留多少</translation>
    </message>
    <message>
      <source>y: what is read, each head normed</source>
      <translation>y：读到的内容，每个头归一化</translation>
    </message>
    <message>
      <source>r: what is looked for</source>
      <translation>r：要找的内容</translation>
    </message>
    <message>
      <source>k: what the token is stored under</source>
      <translation>k：词元存储时所用的键</translation>
    </message>
    <message>
      <source>v: what the token stores</source>
      <translation>v：词元存储的内容</translation>
    </message>
    <message>
      <source>SiLU(g): how much of each channel is shown</source>
      <translation>SiLU(g)：每个通道显示多少</translation>
    </message>
    <message>
      <source>a: how much of what is under the key is replaced</source>
      <translation>a：键下的内容有多少被替换</translation>
    </message>
    <message>
      <source>rate</source>
      <translation>速率</translation>
    </message>
    <message>
      <source>κ: the key whose value is replaced</source>
      <translation>κ：其值被替换的键</translation>
    </message>
    <message>
      <source>removal</source>
      <translation>移除量</translation>
    </message>
    <message>
      <source>g: how much of each channel is shown</source>
      <translation>g：每个通道显示多少</translation>
    </message>
    <message>
      <source>ν: how much of the first layer's value is taken</source>
      <translation>ν：取第一层的值多少</translation>
    </message>
    <message>
      <source>i: how much of the token enters, beside the strongest</source>
      <translation>i：词元有多少进入，相对于最强者</translation>
    </message>
    <message>
      <source>mlstm</source>
      <translation>mLSTM</translation>
    </message>
    <message>
      <source>f: how much of the matrix is kept, beside the strongest</source>
      <translation>f：矩阵保留多少，相对于最强者</translation>
    </message>
    <message>
      <source>o: how much of what is read is shown</source>
      <translation>o：读到的内容显示多少</translation>
    </message>
    <message>
      <source>h: what is read, each head normed</source>
      <translation>h：读到的内容，每个头归一化</translation>
    </message>
    <message>
      <source>ĩ: the logarithm of the token's weight</source>
      <translation>ĩ：词元权重的对数</translation>
    </message>
    <message>
      <source>input exponent</source>
      <translation>输入指数</translation>
    </message>
    <message>
      <source>C: the matrices after the write, one head below the other</source>
      <translation>C：写入之后的矩阵，各头上下排列</translation>
    </message>
    <message>
      <source>n: the weighted sum of the keys</source>
      <translation>n：键的加权和</translation>
    </message>
    <message>
      <source>normaliser</source>
      <translation>归一化项</translation>
    </message>
    <message>
      <source>m: the exponent of the strongest token</source>
      <translation>m：最强词元的指数</translation>
    </message>
    <message>
      <source>share of the matrices that the last token's gates discard, mean over layers</source>
      <translation>上一个词元的门控丢弃的矩阵份额，各层平均</translation>
    </message>
    <message>
      <source>slstm</source>
      <translation>sLSTM</translation>
    </message>
    <message>
      <source>f: how much of the cell is kept, beside the strongest</source>
      <translation>f：细胞保留多少，相对于最强者</translation>
    </message>
    <message>
      <source>c: the weighted sum of the candidates</source>
      <translation>c：候选值的加权和</translation>
    </message>
    <message>
      <source>h: the weighted mean, as the output gate shows it</source>
      <translation>h：输出门显示的加权平均</translation>
    </message>
    <message>
      <source>n: the sum of the weights</source>
      <translation>n：权重之和</translation>
    </message>
    <message>
      <source>z: what may enter the cell</source>
      <translation>z：可以进入细胞的内容</translation>
    </message>
    <message>
      <source>1 - 1/n, where all that a cell is the mean of weighs as much as n tokens like the heaviest of them, mean over units and layers</source>
      <translation>1 - 1/n，其中一个细胞所平均的全部内容，其权重相当于 n 个与最重的一样的词元，各单元各层平均</translation>
    </message>
    <message>
      <source>share of the cells that the last token's gates discard, mean over units and layers</source>
      <translation>上一个词元的门控丢弃的细胞份额，各单元各层平均</translation>
    </message>
    <message>
      <source>share of earlier tokens in the cells that were read last, mean over units and layers</source>
      <translation>上次读取的细胞中较早词元的份额，各单元各层平均</translation>
    </message>
    <message>
      <source>the only branch of a text cannot be deleted</source>
      <translation>文本唯一的分支不能删除</translation>
    </message>
    <message>
      <source>it is not a tree of branches: {a}</source>
      <translation>这不是分支的树：{a}</translation>
    </message>
    <message>
      <source>branches have no numbers of their own, or none is active</source>
      <translation>分支没有各自的编号，或没有一个是当前分支</translation>
    </message>
    <message>
      <source>a branch left none that is there</source>
      <translation>有一个分支离开的分支不存在</translation>
    </message>
    <message>
      <source>its entry point names a value of type {a} instead of PanelInfo</source>
      <translation>它的入口点指向的值是 {a} 类型，而不是 PanelInfo</translation>
    </message>
    <message>
      <source>its id {a} is not an identifier</source>
      <translation>它的标识 {a} 不是合法的标识符</translation>
    </message>
    <message>
      <source>there is already a panel with the id {a}</source>
      <translation>已有标识为 {a} 的面板</translation>
    </message>
    <message>
      <source>the draft cannot be read again</source>
      <translation>草稿无法重新读取</translation>
    </message>
    <message>
      <source>the draft cannot be read again: {a}</source>
      <translation>草稿无法重新读取：{a}</translation>
    </message>
    <message>
      <source>line {a} is not UTF-8 text</source>
      <translation>第 {a} 行不是 UTF-8 文本</translation>
    </message>
    <message>
      <source>line 1: there is nothing to type</source>
      <translation>第 1 行：没有可输入的内容</translation>
    </message>
    <message>
      <source>there are more than {a} marks</source>
      <translation>标记超过 {a} 个</translation>
    </message>
    <message>
      <source>line {a} is not TOML</source>
      <translation>第 {a} 行不是 TOML</translation>
    </message>
    <message>
      <source>a script has no “{a}”, only title, pace and step</source>
      <translation>脚本没有“{a}”，只有 title、pace 和 step</translation>
    </message>
    <message>
      <source>a script needs a [[step]]</source>
      <translation>脚本需要一个 [[step]]</translation>
    </message>
    <message>
      <source>a script has at most {a} steps</source>
      <translation>脚本最多有 {a} 个步骤</translation>
    </message>
    <message>
      <source>this step does nothing</source>
      <translation>这一步什么也不做</translation>
    </message>
    <message>
      <source>a step has no “{a}”, only {b}</source>
      <translation>步骤没有“{a}”，只有 {b}</translation>
    </message>
    <message>
      <source>a step goes to one place, not also “{a}”</source>
      <translation>一步只能到一个位置，不能同时用“{a}”</translation>
    </message>
    <message>
      <source>at is “start” or “end”</source>
      <translation>at 只能是“start”或“end”</translation>
    </message>
    <message>
      <source>“{a}” needs some words of the text</source>
      <translation>“{a}”需要文本中的几个词</translation>
    </message>
    <message>
      <source>“{a}” must be a text in quotes</source>
      <translation>“{a}”必须是引号中的文本</translation>
    </message>
    <message>
      <source>pace</source>
      <translation>pace</translation>
    </message>
    <message>
      <source>“pace” must be a number of characters per second</source>
      <translation>“pace”必须是每秒字符数</translation>
    </message>
    <message>
      <source>“pace” must be from {a} to {b}</source>
      <translation>“pace”必须在 {a} 到 {b} 之间</translation>
    </message>
    <message>
      <source>line {a}: {b}</source>
      <translation>第 {a} 行：{b}</translation>
    </message>
    <message>
      <source>{a} would have {b} bytes, and at most {c} can be read again: save the text by itself.</source>
      <translation>{a} 会有 {b} 字节，而最多能重新读取 {c} 字节：请单独保存文本。</translation>
    </message>
    <message>
      <source>{a} could not be read again ({b}): save the text by itself.</source>
      <translation>{a} 将无法再次读取（{b}）：请单独保存文本。</translation>
    </message>
    <message>
      <source>{a} would not say the same in the new format, so the old file was left as it is: save the session under another name.</source>
      <translation>{a} 用新格式保存后内容会不同，因此旧文件保持原样：请用另一个名称保存会话。</translation>
    </message>
    <message>
      <source>it is another kind of file</source>
      <translation>这是另一种文件</translation>
    </message>
    <message>
      <source>{a} cannot be read: {b}.</source>
      <translation>无法读取 {a}：{b}。</translation>
    </message>
    <message>
      <source>{a} is damaged, or it is no session of WM Studio: {b}.</source>
      <translation>{a} 已损坏，或不是 WM Studio 的会话：{b}。</translation>
    </message>
    <message>
      <source>{a} was saved by a newer WM Studio (its format is {b}, and this program reads up to {c}): update WM Studio to open it.</source>
      <translation>{a} 由更新的 WM Studio 保存（其格式为 {b}，本程序最多读取到 {c}）：请更新 WM Studio 后再打开。</translation>
    </message>
    <message>
      <source>{a} is damaged: {b}.</source>
      <translation>{a} 已损坏：{b}。</translation>
    </message>
    <message>
      <source>its layout is no layout</source>
      <translation>它的布局不是布局</translation>
    </message>
    <message>
      <source>an edit has neither a place nor a word</source>
      <translation>有一个编辑既没有位置也没有词</translation>
    </message>
    <message>
      <source>the memory that an edit puts in is damaged: {a}</source>
      <translation>编辑要放入的记忆已损坏：{a}</translation>
    </message>
    <message>
      <source>nothing is from {a} to {b}</source>
      <translation>{a} 到 {b} 之间什么也没有</translation>
    </message>
    <message>
      <source>two numbers</source>
      <translation>两个数</translation>
    </message>
    <message>
      <source>'history' has more than {a} kinds of figures</source>
      <translation>“history”包含的指标超过 {a} 种</translation>
    </message>
    <message>
      <source>{a} is locked by {b}</source>
      <translation>{a} 已被 {b} 锁定</translation>
    </message>
    <message>
      <source>{a} is far too large</source>
      <translation>{a} 太大了</translation>
    </message>
    <message>
      <source>In {a} lines {b} could not be used, and stay as they are; all others are in force.</source>
      <translation>{a} 中第 {b} 行无法使用，保持原样；其他各行均有效。</translation>
    </message>
    <message>
      <source>In {a} line {b} could not be used, and stays as it is; all others are in force.</source>
      <translation>{a} 中的第 {b} 行无法使用，保持原样；其余均已生效。</translation>
    </message>
    <message>
      <source>{a} could not be read, so everything is as usual.</source>
      <translation>无法读取 {a}，因此一切使用默认值。</translation>
    </message>
    <message>
      <source>Not usable in {a}, so forgotten: {b}. The whole file is kept as {c}.</source>
      <translation>{a} 中以下内容无法使用，因此已忘记：{b}。整个文件已另存为 {c}。</translation>
    </message>
    <message>
      <source>Not usable in {a}, so forgotten: {b}.</source>
      <translation>{a} 中以下内容无法使用，因此已忘记：{b}。</translation>
    </message>
    <message>
      <source>How things were left could not be read from {a}: everything has its own place. The file is kept as {b}.</source>
      <translation>无法从 {a} 读取上次的状态：一切使用默认位置。该文件已另存为 {b}。</translation>
    </message>
    <message>
      <source>How things were left could not be read from {a}: everything has its own place.</source>
      <translation>无法从 {a} 读取上次的状态：一切使用默认位置。</translation>
    </message>
    <message>
      <source>{a} and {b} more</source>
      <translation>{a}，另外还有 {b} 个</translation>
    </message>
    <message>
      <source>some text</source>
      <translation>一些文本</translation>
    </message>
    <message>
      <source>true; put it into 'until.not' for the opposite</source>
      <translation>true；要表示相反的条件，请写在 'until.not' 中</translation>
    </message>
    <message>
      <source>it has more than {a} lines</source>
      <translation>它超过 {a} 行</translation>
    </message>
    <message>
      <source>{a} is not a tour: it is not UTF-8 text.</source>
      <translation>{a} 不是导览：它不是 UTF-8 文本。</translation>
    </message>
    <message>
      <source>{a} could not be read: {b}.</source>
      <translation>无法读取 {a}：{b}。</translation>
    </message>
    <message>
      <source>{a}, line {b} is not a tour: {c}.</source>
      <translation>{a} 第 {b} 行：不是导览：{c}。</translation>
    </message>
    <message>
      <source>{a} is not a tour: {b}.</source>
      <translation>{a} 不是导览：{b}。</translation>
    </message>
    <message>
      <source>at least one step</source>
      <translation>至少一个步骤</translation>
    </message>
    <message>
      <source>one or two sentences</source>
      <translation>一两句话</translation>
    </message>
    <message>
      <source>at least one condition</source>
      <translation>至少一个条件</translation>
    </message>
    <message>
      <source>'{a}.{b}' is missing</source>
      <translation>缺少 '{a}.{b}'</translation>
    </message>
    <message>
      <source>'open' needs either 'text' or 'file'</source>
      <translation>'open' 需要 'text' 或 'file' 之一</translation>
    </message>
    <message>
      <source>a part of the text</source>
      <translation>文本的一部分</translation>
    </message>
    <message>
      <source>a text file beside the tour, or one of the samples</source>
      <translation>与导览在同一处的文本文件，或一个自带的示例文本</translation>
    </message>
    <message>
      <source>'{a}' is unknown; here can be {b}</source>
      <translation>'{a}' 未知；这里可以是 {b}</translation>
    </message>
    <message>
      <source>there is no adapter {a}</source>
      <translation>没有适配器 {a}</translation>
    </message>
    <message>
      <source>{a} is no adapter: an adapter is a Python file (.py)</source>
      <translation>{a} 不是适配器：适配器是 Python 文件（.py）</translation>
    </message>
    <message>
      <source>{a} is Python code, which runs only if you name it: --adapter</source>
      <translation>{a} 是 Python 代码，只有指明时才会运行：--adapter</translation>
    </message>
    <message>
      <source>{a} adapts several models: call the one to open 'model'.</source>
      <translation>{a} 适配了多个模型：请把要打开的那个命名为 'model'。</translation>
    </message>
    <message>
      <source>{a} adapts no model: it needs a line such as model = wmstudio.adapt(module, tokenizer).</source>
      <translation>{a} 没有适配任何模型：需要这样一行：model = wmstudio.adapt(module, tokenizer)。</translation>
    </message>
    <message>
      <source>{a} cannot be opened: {b}.</source>
      <translation>无法打开 {a}：{b}。</translation>
    </message>
    <message>
      <source>{a} ends before it has adapted a model.</source>
      <translation>{a} 在适配模型之前就结束了。</translation>
    </message>
    <message>
      <source>{a} is not valid Python: {b}.</source>
      <translation>{a} 不是有效的 Python：{b}。</translation>
    </message>
    <message>
      <source>a {a} cannot be called, and no step was given</source>
      <translation>{a} 不能被调用，也没有给出 step</translation>
    </message>
    <message>
      <source>step is a {a}, not a function of a token and a state</source>
      <translation>step 是 {a}，而不是一个以词元和状态为参数的函数</translation>
    </message>
    <message>
      <source>an initial state was given, but no step that takes it</source>
      <translation>给出了初始状态，但没有给出使用它的 step</translation>
    </message>
    <message>
      <source>PyTorch module</source>
      <translation>PyTorch 模块</translation>
    </message>
    <message>
      <source>{a}, a module of its own, read whole</source>
      <translation>{a}，自定义模块，整体读取</translation>
    </message>
    <message>
      <source>{a}, a module of its own, read with its step</source>
      <translation>{a}，自定义模块，用它的 step 读取</translation>
    </message>
    <message>
      <source>{a} asks for {b}</source>
      <translation>{a} 要求 {b}</translation>
    </message>
    <message>
      <source>its weights are quantised, which is not read: open the model that they were made of</source>
      <translation>它的权重经过量化，无法读取：请打开量化之前的模型</translation>
    </message>
    <message>
      <source>it brings a program of its own, which is not run</source>
      <translation>它带有自己的程序，这样的程序不会运行</translation>
    </message>
    <message>
      <source>its weights are not safetensors of a whole model, which are required</source>
      <translation>它的权重不是完整模型的 safetensors，而这是必需的</translation>
    </message>
    <message>
      <source>it may take {a}, and {b} are free</source>
      <translation>它可能占用 {a}，而空闲的有 {b}</translation>
    </message>
    <message>
      <source>{a} bytes</source>
      <translation>{a} 字节</translation>
    </message>
    <message>
      <source>transformers cannot open a {a}: {b}</source>
      <translation>transformers 无法打开 {a}：{b}</translation>
    </message>
    <message>
      <source>a number of more than 20 digits</source>
      <translation>一个超过 20 位的数</translation>
    </message>
    <message>
      <source>its weights lack {a}, or it has another shape</source>
      <translation>它的权重缺少 {a}，或其形状不同</translation>
    </message>
    <message>
      <source>transformers' {a} cannot be read: {b}</source>
      <translation>无法读取 transformers 的 {a}：{b}</translation>
    </message>
    <message>
      <source>It is run by transformers without its cache: {a}.</source>
      <translation>它由 transformers 运行，不用缓存：{a}。</translation>
    </message>
    <message>
      <source>It is run by transformers, and reads on from its cache.</source>
      <translation>它由 transformers 运行，并从缓存继续读取。</translation>
    </message>
    <message>
      <source>Hugging Face folder</source>
      <translation>Hugging Face 文件夹</translation>
    </message>
    <message>
      <source>{a} of transformers, read whole</source>
      <translation>transformers 的 {a}，整段读取</translation>
    </message>
    <message>
      <source>{a} of transformers, read with its cache</source>
      <translation>transformers 的 {a}，借助缓存读取</translation>
    </message>
    <message>
      <source>its tokenizer is of the kind {a}</source>
      <translation>它的分词器是 {a} 类型</translation>
    </message>
    <message>
      <source>its pieces are not those of byte pairs</source>
      <translation>它的片段不是字节对的片段</translation>
    </message>
    <message>
      <source>Its own rule {a} for changing a text is not known.</source>
      <translation>它自己改变文本的规则 {a} 未知。</translation>
    </message>
    <message>
      <source>A space is put before a text, as its tokenizer does.</source>
      <translation>文本前面加一个空格，与它的分词器相同。</translation>
    </message>
    <message>
      <source>Its own rule for cutting a text into words is not known: GPT-2's is taken.</source>
      <translation>它自己把文本切分成词的规则未知：采用 GPT-2 的规则。</translation>
    </message>
    <message>
      <source>its byte pieces are not all there in their order</source>
      <translation>它的字节片段不齐全，或顺序不对</translation>
    </message>
    <message>
      <source>it is damaged, or not the one that was written with the model</source>
      <translation>它已损坏，或不是与模型一起写入的那个</translation>
    </message>
    <message>
      <source>it has another number of pieces than the model</source>
      <translation>它的片段数与模型不同</translation>
    </message>
    <message>
      <source>it has fewer tensors than layers</source>
      <translation>它的张量比层少</translation>
    </message>
    <message>
      <source>its tensor {a} is not the one that the config asks for</source>
      <translation>它的张量 {a} 不是配置所要求的</translation>
    </message>
    <message>
      <source>{a} is there already: choose another name.</source>
      <translation>{a} 已存在：请换一个名称。</translation>
    </message>
    <message>
      <source>{a} has no weights of its own to save.</source>
      <translation>{a} 没有自己的权重可以保存。</translation>
    </message>
    <message>
      <source>{a} is computed by a program of its own, which a checkpoint cannot hold: keep its Python file, or record what it shows of a text (wmstudio trace --adapter FILE.py --record).</source>
      <translation>{a} 由它自己的程序计算，检查点无法容纳：请保留它的 Python 文件，或记录它对一段文本的显示（wmstudio trace --adapter FILE.py --record）。</translation>
    </message>
    <message>
      <source>{a} cannot be saved: {b}.</source>
      <translation>无法保存 {a}：{b}。</translation>
    </message>
    <message>
      <source>it has no {a}</source>
      <translation>它没有 {a}</translation>
    </message>
    <message>
      <source>{a} has the shape {b}, not {c}</source>
      <translation>{a} 的形状是 {b}，应为 {c}</translation>
    </message>
    <message>
      <source>its sizes do not fit together: {a} features in {b} heads</source>
      <translation>它的大小互不相符：{a} 个特征分给 {b} 个头</translation>
    </message>
    <message>
      <source>it has {a} positions; at most {b} are read</source>
      <translation>它有 {a} 个位置；最多读取 {b} 个</translation>
    </message>
    <message>
      <source>It has {a} positions; a longer text is read in stretches of so many tokens.</source>
      <translation>它有 {a} 个位置；更长的文本按这么多词元分段读取。</translation>
    </message>
    <message>
      <source>It attends to the last {a} tokens, and forgets what is further back.</source>
      <translation>它关注最近的 {a} 个词元，更早的会遗忘。</translation>
    </message>
    <message>
      <source>it has {a}, for which such a model has no place</source>
      <translation>它含有 {a}，这样的模型中没有它的位置</translation>
    </message>
    <message>
      <source>it keeps a weight in parts (weight_norm or another parametrisation): remove that with torch.nn.utils.parametrize.remove_parametrizations or remove_weight_norm, and save it again</source>
      <translation>它把一个权重分成几部分保存（weight_norm 或别的参数化）：请用 torch.nn.utils.parametrize.remove_parametrizations 或 remove_weight_norm 去掉，再重新保存</translation>
    </message>
    <message>
      <source>{a}: give its own module to an adapter, and open that with --adapter</source>
      <translation>{a}：请把它自己的模块交给一个适配器，再用 --adapter 打开</translation>
    </message>
    <message>
      <source>recurrent</source>
      <translation>循环</translation>
    </message>
    <message>
      <source>its tensors ({a} and {b} more) are those of no language model that this program knows</source>
      <translation>它的张量（{a} 以及另外 {b} 个）不属于本程序所知的任何语言模型</translation>
    </message>
    <message>
      <source>it holds no tensors</source>
      <translation>它不含张量</translation>
    </message>
    <message>
      <source>it is {a}</source>
      <translation>它是{a}</translation>
    </message>
    <message>
      <source>an encoder such as BERT, which has no next token</source>
      <translation>BERT 这样的编码器，没有下一个词元</translation>
    </message>
    <message>
      <source>an encoder with a decoder such as T5, which is not read</source>
      <translation>T5 这样带解码器的编码器，不支持读取</translation>
    </message>
    <message>
      <source>a network for images, which has no next token</source>
      <translation>图像网络，没有下一个词元</translation>
    </message>
    <message>
      <source>a network for images or sound, which has no next token</source>
      <translation>图像或声音网络，没有下一个词元</translation>
    </message>
    <message>
      <source>an initial state of an RWKV without the model: open the model's own file</source>
      <translation>RWKV 的初始状态，不含模型：请打开模型自己的文件</translation>
    </message>
    <message>
      <source>an adapter without the model that it changes: merge the two with peft's merge_and_unload(), and save that</source>
      <translation>适配器，不含它所修改的模型：请用 peft 的 merge_and_unload() 合并两者并保存</translation>
    </message>
    <message>
      <source>Its RNN uses tanh, PyTorch's default.</source>
      <translation>它的 RNN 使用 tanh，即 PyTorch 的默认值。</translation>
    </message>
    <message>
      <source>Without a vocabulary, nothing else could be tried.</source>
      <translation>没有词表，无法尝试别的读法。</translation>
    </message>
    <message>
      <source>Read so, a paragraph of English needs {a} bits per character, and otherwise {b}.</source>
      <translation>这样读，一段英文每个字符需要 {a} 比特，否则需要 {b}。</translation>
    </message>
    <message>
      <source>Its RNN uses ReLU: tanh needs {a} bits per character on a paragraph of English, ReLU {b}.</source>
      <translation>它的 RNN 使用 ReLU：在一段英文上，tanh 每个字符需要 {a} 比特，ReLU 需要 {b}。</translation>
    </message>
    <message>
      <source>Its RNN uses tanh: tanh needs {a} bits per character on a paragraph of English, ReLU {b}.</source>
      <translation>它的 RNN 使用 tanh：在一段英文上，tanh 每个字符需要 {a} 比特，ReLU 需要 {b}。</translation>
    </message>
    <message>
      <source>Its RNN uses tanh, PyTorch's default, as this is undecided: tanh needs {a} bits per character on a paragraph of English, ReLU {b}.</source>
      <translation>它的 RNN 使用 tanh，即 PyTorch 的默认值，因为无法确定：在一段英文上，tanh 每个字符需要 {a} 比特，ReLU 需要 {b}。</translation>
    </message>
    <message>
      <source>It has {a} heads, of 64 features each: the file does not say.</source>
      <translation>它有 {a} 个头，每个有 64 个特征：文件中没有写明。</translation>
    </message>
    <message>
      <source>Its feed-forward units are the exact GELU, as in nanoGPT since 2023.</source>
      <translation>它的前馈单元是精确的 GELU，与 2023 年以来的 nanoGPT 相同。</translation>
    </message>
    <message>
      <source>gpt2</source>
      <translation>gpt2</translation>
    </message>
    <message>
      <source>No token begins a text, so its first token is a uniform guess.</source>
      <translation>没有词元作为文本的开头，因此第一个词元是均匀猜测。</translation>
    </message>
    <message>
      <source>its {a} is {b}, which is not read</source>
      <translation>它的 {a} 是 {b}，不支持读取</translation>
    </message>
    <message>
      <source>its rope_scaling is {a}, which is not read</source>
      <translation>它的 rope_scaling 是 {a}，不支持读取</translation>
    </message>
    <message>
      <source>Its config says that the output layer is the embedding (tie_word_embeddings), but its weights have another one, which is used.</source>
      <translation>它的配置说输出层就是嵌入（tie_word_embeddings），但它的权重里有另一个输出层，使用的是后者。</translation>
    </message>
    <message>
      <source>Its config says that the output layer is not the embedding (tie_word_embeddings), but its weights have no other one, so the embedding is used.</source>
      <translation>它的配置说输出层不是嵌入（tie_word_embeddings），但它的权重里没有别的输出层，因此使用嵌入。</translation>
    </message>
    <message>
      <source>{a} cannot be read ({b})</source>
      <translation>无法读取 {a}（{b}）</translation>
    </message>
    <message>
      <source>{a} holds {b}</source>
      <translation>{a} 含有 {b}</translation>
    </message>
    <message>
      <source>it is of the kind {a}, and {b} are read</source>
      <translation>它是 {a} 类型，能读取的是 {b}</translation>
    </message>
    <message>
      <source>GGUF file</source>
      <translation>GGUF 文件</translation>
    </message>
    <message>
      <source>its tensors are not named as GPT-2's are</source>
      <translation>它的张量名称与 GPT-2 的不同</translation>
    </message>
    <message>
      <source>its positions are scaled, which is not read: open its Hugging Face folder with transformers (wmstudio[hf])</source>
      <translation>它的位置经过缩放，无法读取：请用 transformers（wmstudio[hf]）打开它的 Hugging Face 文件夹</translation>
    </message>
    <message>
      <source>its tensors are not named as Llama's are</source>
      <translation>它的张量名称与 Llama 的不同</translation>
    </message>
    <message>
      <source>its sizes do not fit: {a}</source>
      <translation>它的大小不相符：{a}</translation>
    </message>
    <message>
      <source>its tensors are not named as RWKV's are</source>
      <translation>它的张量名称与 RWKV 的不同</translation>
    </message>
    <message>
      <source>its tokenizer has another number of pieces than the model</source>
      <translation>它的分词器的片段数与模型不同</translation>
    </message>
    <message>
      <source>its tokenizer is of the kind {a}, and {b} are read</source>
      <translation>它的分词器是 {a} 类型，能读取的是 {b}</translation>
    </message>
    <message>
      <source>its tokenizer is damaged</source>
      <translation>它的分词器已损坏</translation>
    </message>
    <message>
      <source>the byte pieces of its tokenizer are not all there in their order</source>
      <translation>它的分词器的字节片段不齐全，或顺序不对</translation>
    </message>
    <message>
      <source>its tokenizer cuts texts as {a} does, and those that are read are {b}</source>
      <translation>它的分词器按 {a} 的方式切分文本，能读取的方式是 {b}</translation>
    </message>
    <message>
      <source>it is of the kind {a}, and those that are read are {b}: {c}</source>
      <translation>它是 {a} 类型，能读取的是 {b}：{c}</translation>
    </message>
    <message>
      <source>it is an encoder ({a}), which has no next token</source>
      <translation>它是编码器（{a}），没有下一个词元</translation>
    </message>
    <message>
      <source>There is no token to begin a text with, so its first token is a uniform guess.</source>
      <translation>没有用来开始文本的词元，因此第一个词元是均匀猜测。</translation>
    </message>
    <message>
      <source>A text begins with token {a}.</source>
      <translation>文本以词元 {a} 开始。</translation>
    </message>
    <message>
      <source>its weights are those of TensorFlow only: load it with transformers and save it with save_pretrained() of the PyTorch class</source>
      <translation>它的权重只是 TensorFlow 的：请用 transformers 加载，再用 PyTorch 类的 save_pretrained() 保存</translation>
    </message>
    <message>
      <source>its weights are those of Flax only: load it with transformers and save it with save_pretrained() of the PyTorch class</source>
      <translation>它的权重只是 Flax 的：请用 transformers 加载，再用 PyTorch 类的 save_pretrained() 保存</translation>
    </message>
    <message>
      <source>it has no model.safetensors or pytorch_model.bin, or not all of its parts</source>
      <translation>它没有 model.safetensors 或 pytorch_model.bin，或缺少其中的部分文件</translation>
    </message>
    <message>
      <source>{a} names {b} files; at most {c} are read</source>
      <translation>{a} 列出了 {b} 个文件；最多读取 {c} 个</translation>
    </message>
    <message>
      <source>.keras file</source>
      <translation>.keras 文件</translation>
    </message>
    <message>
      <source>Keras HDF5 file</source>
      <translation>Keras HDF5 文件</translation>
    </message>
    <message>
      <source>Its gates are sigmoids: it holds weights only.</source>
      <translation>它的门控是 sigmoid：它只有权重。</translation>
    </message>
    <message>
      <source>Its configuration is that of {a} beside it.</source>
      <translation>它的配置来自旁边的 {a}。</translation>
    </message>
    <message>
      <source>It reads the last {a} tokens anew after each token, as its author's program does, because it was made for windows of that length.</source>
      <translation>它在每个词元之后重新读取最近的 {a} 个词元，与其作者的程序相同，因为它是为这种长度的窗口而做的。</translation>
    </message>
    <message>
      <source>A text begins with &lt;s&gt;.</source>
      <translation>文本以 &lt;s&gt; 开始。</translation>
    </message>
    <message>
      <source>Shorter windows are filled up with token 0 on the left.</source>
      <translation>较短的窗口在左侧用词元 0 补齐。</translation>
    </message>
    <message>
      <source>Padding is left out, as its embedding says.</source>
      <translation>略去填充，与其嵌入层所写的相同。</translation>
    </message>
    <message>
      <source>Shorter windows are read as they are: no token is kept for padding.</source>
      <translation>较短的窗口按原样读取：没有用于填充的词元。</translation>
    </message>
    <message>
      <source>it is a model of the class {a}, whose code is not in the file; Sequential and functional models are read</source>
      <translation>它是类 {a} 的模型，其代码不在文件中；能读取 Sequential 模型和函数式模型</translation>
    </message>
    <message>
      <source>it holds weights without the model's configuration, in no order that is known: save the model as a whole with model.save(), or put its model.to_json() beside it as model.json</source>
      <translation>它只有权重，没有模型的配置，而且顺序未知：请用 model.save() 保存整个模型，或把 model.to_json() 作为 model.json 放在旁边</translation>
    </message>
    <message>
      <source>its layer {a} is of no kind that is known by its weights</source>
      <translation>从权重看，它的层 {a} 不属于任何已知类型</translation>
    </message>
    <message>
      <source>it has no recurrent layers, so it is no language model that is read</source>
      <translation>它没有循环层，因此不是能读取的语言模型</translation>
    </message>
    <message>
      <source>its layers read the text from both ends, so it is no language model</source>
      <translation>它的层从两端读取文本，因此不是语言模型</translation>
    </message>
    <message>
      <source>it has convolutions, which are not read</source>
      <translation>它含有卷积，不支持读取</translation>
    </message>
    <message>
      <source>it is a network for images, which has no next token</source>
      <translation>它是图像网络，没有下一个词元</translation>
    </message>
    <message>
      <source>it is an encoder with a decoder, which is not read</source>
      <translation>它是带解码器的编码器，不支持读取</translation>
    </message>
    <message>
      <source>it is a transformer of Keras, which is not read</source>
      <translation>它是 Keras 的 Transformer，不支持读取</translation>
    </message>
    <message>
      <source>it has no recurrent layers with a dense layer above them</source>
      <translation>它没有上面接全连接层的循环层</translation>
    </message>
    <message>
      <source>its recurrent layers do not fit on one another</source>
      <translation>它的循环层彼此不相接</translation>
    </message>
    <message>
      <source>its layer {a} does not pass on every token</source>
      <translation>它的层 {a} 没有传出每一个词元</translation>
    </message>
    <message>
      <source>its recurrent layers read the text backwards</source>
      <translation>它的循环层从后往前读取文本</translation>
    </message>
    <message>
      <source>its attention is not that of textgenrnn, and no other is read</source>
      <translation>它的注意力不是 textgenrnn 的，其他的不支持读取</translation>
    </message>
    <message>
      <source>its layer {a} joins several others, which is not read</source>
      <translation>它的层 {a} 合并了其他几个层，不支持读取</translation>
    </message>
    <message>
      <source>several of its layers read the same one, which is not read</source>
      <translation>它有几个层读取同一个层，不支持读取</translation>
    </message>
    <message>
      <source>it mixes recurrent layers of several kinds, which is not read</source>
      <translation>它混用了几种循环层，不支持读取</translation>
    </message>
    <message>
      <source>its layer {a} uses {b}, not known</source>
      <translation>它的层 {a} 使用了未知的 {b}</translation>
    </message>
    <message>
      <source>its layer {a} has no matrix {b}</source>
      <translation>它的层 {a} 没有矩阵 {b}</translation>
    </message>
    <message>
      <source>its layer {a} has weights of sizes that do not fit</source>
      <translation>它的层 {a} 的权重大小不相符</translation>
    </message>
    <message>
      <source>its layer {a} has a bias of another size</source>
      <translation>它的层 {a} 的偏置大小不同</translation>
    </message>
    <message>
      <source>its layer {a} follows another activation</source>
      <translation>它的层 {a} 前面的激活函数不同</translation>
    </message>
    <message>
      <source>it has a layer {a} above its recurrent layers, not read</source>
      <translation>它的循环层上面有一个层 {a}，不支持读取</translation>
    </message>
    <message>
      <source>its layer {a} does not fit on the one before</source>
      <translation>它的层 {a} 与前一层不相接</translation>
    </message>
    <message>
      <source>it holds weights without the configuration that tells the activations of its dense layers: save the model as a whole with model.save()</source>
      <translation>它只有权重，没有说明全连接层激活函数的配置：请用 model.save() 保存整个模型</translation>
    </message>
    <message>
      <source>its last layer has {a}, so it expects no next token</source>
      <translation>它的最后一层是 {a}，因此不预测下一个词元</translation>
    </message>
    <message>
      <source>a dense layer uses {a}, which is not read</source>
      <translation>有一个全连接层使用 {a}，不支持读取</translation>
    </message>
    <message>
      <source>its embedding does not fit on its first recurrent layer</source>
      <translation>它的嵌入层与第一个循环层不相接</translation>
    </message>
    <message>
      <source>it reads {a} tokens and expects {b}, so it is no language model of its own text</source>
      <translation>它读取 {a} 种词元，预测 {b} 种，因此不是自身文本的语言模型</translation>
    </message>
    <message>
      <source>A token is read as its id divided by {a}: it has no embedding.</source>
      <translation>词元读取为其编号除以 {a}：它没有嵌入。</translation>
    </message>
    <message>
      <source>it reads {a} numbers a token and expects {b} tokens</source>
      <translation>它每个词元读取 {a} 个数，预测 {b} 种词元</translation>
    </message>
    <message>
      <source>its size is not what its header says</source>
      <translation>它的大小与文件头所说的不同</translation>
    </message>
    <message>
      <source>llama</source>
      <translation>llama</translation>
    </message>
    <message>
      <source>llama2.c file</source>
      <translation>llama2.c 文件</translation>
    </message>
    <message>
      <source>there is no tok*.bin of {a} pieces beside it: put its tokenizer.bin there</source>
      <translation>旁边没有含 {a} 个片段的 tok*.bin：请把它的 tokenizer.bin 放在那里</translation>
    </message>
    <message>
      <source>it is cut short</source>
      <translation>它不完整</translation>
    </message>
    <message>
      <source>it is damaged</source>
      <translation>它已损坏</translation>
    </message>
    <message>
      <source>a {a} cannot be saved</source>
      <translation>{a} 无法保存</translation>
    </message>
    <message>
      <source>it is not of a kind that is known</source>
      <translation>它不属于任何已知类型</translation>
    </message>
    <message>
      <source>it is damaged ({a})</source>
      <translation>它已损坏（{a}）</translation>
    </message>
    <message>
      <source>it is built with a {a}, which cannot be saved</source>
      <translation>它由 {a} 构成，无法保存</translation>
    </message>
    <message>
      <source>it has the number {a}, which is too large</source>
      <translation>它含有数 {a}，太大了</translation>
    </message>
    <message>
      <source>ml5 charRNN folder</source>
      <translation>ml5 charRNN 文件夹</translation>
    </message>
    <message>
      <source>Its gates are in the order i, j, f, o, and 1 is added to the forget gate.</source>
      <translation>它的门控顺序是 i、j、f、o，遗忘门加 1。</translation>
    </message>
    <message>
      <source>its file {a} is missing</source>
      <translation>缺少它的文件 {a}</translation>
    </message>
    <message>
      <source>its file {a} is not as long as the manifest says</source>
      <translation>它的文件 {a} 的长度与清单所说的不同</translation>
    </message>
    <message>
      <source>{a} is no matrix of a BasicLSTMCell</source>
      <translation>{a} 不是 BasicLSTMCell 的矩阵</translation>
    </message>
    <message>
      <source>Its piece {a} is taken for {b}, which its vocabulary lacks.</source>
      <translation>它的片段 {a} 当作 {b}，后者不在它的词表中。</translation>
    </message>
    <message>
      <source>its vocabulary has {a} entries, and the model {b}</source>
      <translation>它的词表有 {a} 项，模型有 {b} 项</translation>
    </message>
    <message>
      <source>it has {a} parameters, which take {b} while they are read</source>
      <translation>它有 {a} 个参数，读取时占用 {b}</translation>
    </message>
    <message>
      <source>{a} has values that are no finite numbers</source>
      <translation>{a} 含有非有限数的值</translation>
    </message>
    <message>
      <source>its recurrent layers read the text from both ends, so it is no language model</source>
      <translation>它的循环层从两端读取文本，因此不是语言模型</translation>
    </message>
    <message>
      <source>its LSTM projects its hidden state (proj_size), which is not read</source>
      <translation>它的 LSTM 对隐藏状态做投影（proj_size），不支持读取</translation>
    </message>
    <message>
      <source>it has {a} recurrent layers</source>
      <translation>它有 {a} 个循环层</translation>
    </message>
    <message>
      <source>its recurrent layer {a} lacks a matrix of weights</source>
      <translation>它的循环层 {a} 缺少一个权重矩阵</translation>
    </message>
    <message>
      <source>its recurrent layer {a} has sizes that do not fit</source>
      <translation>它的循环层 {a} 的大小不相符</translation>
    </message>
    <message>
      <source>its recurrent layer {a} has a bias of another size</source>
      <translation>它的循环层 {a} 的偏置大小不同</translation>
    </message>
    <message>
      <source>its recurrent layers are not one on another (as in an encoder with a decoder), which is not read</source>
      <translation>它的循环层不是逐层相接（如编码器加解码器），不支持读取</translation>
    </message>
    <message>
      <source>its recurrent layers have {a} gates, and no known kind</source>
      <translation>它的循环层有 {a} 个门控，不属于任何已知类型</translation>
    </message>
    <message>
      <source>Its recurrent layers are read in the order {a}.</source>
      <translation>它的循环层按 {a} 的顺序读取。</translation>
    </message>
    <message>
      <source>it has {a}, for which a recurrent language model has no place</source>
      <translation>它含有 {a}，循环语言模型中没有它的位置</translation>
    </message>
    <message>
      <source>it has recurrent layers, but no embedding and output layer that fit them</source>
      <translation>它有循环层，但没有与之相配的嵌入和输出层</translation>
    </message>
    <message>
      <source>{a} is taken for the embedding, and {b} for the output layer.</source>
      <translation>{a} 被当作嵌入，{b} 被当作输出层。</translation>
    </message>
    <message>
      <source>{a} cannot be opened: it is no model of a kind that is read.</source>
      <translation>无法打开 {a}：它不是能读取的模型类型。</translation>
    </message>
    <message>
      <source>{a} holds several models: open one of them ({b})</source>
      <translation>{a} 含有多个模型：请打开其中之一（{b}）</translation>
    </message>
    <message>
      <source>{a} holds no model but recordings: open one of them ({b})</source>
      <translation>{a} 中没有模型，只有记录：请打开其中之一（{b}）</translation>
    </message>
    <message>
      <source>its tensors are not named as xLSTM's are</source>
      <translation>它的张量名称与 xLSTM 的不同</translation>
    </message>
    <message>
      <source>its tensors are not named as Mamba's are</source>
      <translation>它的张量名称与 Mamba 的不同</translation>
    </message>
    <message>
      <source>its tensors are not named as those of Qwen3-Next are</source>
      <translation>它的张量名称与 Qwen3-Next 的不同</translation>
    </message>
    <message>
      <source>its tensors are not named as RecurrentGemma's are</source>
      <translation>它的张量名称与 RecurrentGemma 的不同</translation>
    </message>
    <message>
      <source>its sizes do not fit together: {a}</source>
      <translation>它的大小互不相符：{a}</translation>
    </message>
    <message>
      <source>{a} has the shape {b}</source>
      <translation>{a} 的形状是 {b}</translation>
    </message>
    <message>
      <source>Its attention sees the last {a} tokens, and forgets what is further back.</source>
      <translation>它的注意力看到最近的 {a} 个词元，更早的会遗忘。</translation>
    </message>
    <message>
      <source>its tensors are not of the sizes that it begins with</source>
      <translation>它的张量大小与文件开头所说的不同</translation>
    </message>
    <message>
      <source>rwkv.cpp file</source>
      <translation>rwkv.cpp 文件</translation>
    </message>
    <message>
      <source>{a} is of no layer</source>
      <translation>{a} 不属于任何层</translation>
    </message>
    <message>
      <source>it is of no version of RWKV that is read (4 to 7)</source>
      <translation>它不是能读取的 RWKV 版本（4 到 7）</translation>
    </message>
    <message>
      <source>its steps and keys are normed, which is not read</source>
      <translation>它的步长和键经过归一化，不支持读取</translation>
    </message>
    <message>
      <source>its experts do not fit together</source>
      <translation>它的专家互不相符</translation>
    </message>
    <message>
      <source>step {a} is no longer in {b}: choose another one.</source>
      <translation>步骤 {a} 已不在 {b} 中：请另选一个。</translation>
    </message>
    <message>
      <source>{a} has no PyTorch network here: open it by itself.</source>
      <translation>{a} 在这里没有 PyTorch 网络：请单独打开它。</translation>
    </message>
    <message>
      <source>step {a} ({b}) is of another model than the other steps of {c}: open it by itself.</source>
      <translation>步骤 {a}（{b}）与 {c} 的其他步骤不是同一个模型：请单独打开它。</translation>
    </message>
    <message>
      <source>Step {a} is left out: {b}</source>
      <translation>已略去第 {a} 步：{b}</translation>
    </message>
    <message>
      <source>{a} cannot be opened: its steps are gone.</source>
      <translation>无法打开 {a}：它的训练步已不存在。</translation>
    </message>
    <message>
      <source>it holds no tensors by name</source>
      <translation>它不含有名称的张量</translation>
    </message>
    <message>
      <source>it is the state of an optimiser, without the model: open the model's own file</source>
      <translation>它是优化器的状态，不含模型：请打开模型自己的文件</translation>
    </message>
    <message>
      <source>it is a TorchScript program: save the weights with torch.save(module.state_dict(), 'model.pt')</source>
      <translation>它是 TorchScript 程序：请用 torch.save(module.state_dict(), 'model.pt') 保存权重</translation>
    </message>
    <message>
      <source>it is an empty folder</source>
      <translation>它是空文件夹</translation>
    </message>
    <message>
      <source>it is empty</source>
      <translation>它是空的</translation>
    </message>
    <message>
      <source>it is a web page, as a download leaves that has failed: download the file itself</source>
      <translation>它是网页，下载失败时会留下这样的文件：请下载文件本身</translation>
    </message>
    <message>
      <source>it is an archive: unpack it, and open what is in it</source>
      <translation>它是压缩包：请解压，再打开其中的文件</translation>
    </message>
    <message>
      <source>it is encrypted: unpack it with its password, and open what is in it</source>
      <translation>它已加密：请用密码解压，再打开其中的文件</translation>
    </message>
    <message>
      <source>it holds NumPy arrays without a model: save them with their names as a .safetensors file or as a pickled dictionary</source>
      <translation>它含有 NumPy 数组，但没有模型：请连同名称保存为 .safetensors 文件，或保存为 pickle 的字典</translation>
    </message>
    <message>
      <source>it is a program of torch.export: save the weights with torch.save(model.state_dict(), 'model.pt')</source>
      <translation>它是 torch.export 的程序：请用 torch.save(model.state_dict(), 'model.pt') 保存权重</translation>
    </message>
    <message>
      <source>its zip is damaged: copy or download it again</source>
      <translation>它的 zip 已损坏：请重新复制或下载</translation>
    </message>
    <message>
      <source>it cannot be read ({a})</source>
      <translation>无法读取（{a}）</translation>
    </message>
    <message>
      <source>it is not a regular file</source>
      <translation>它不是普通文件</translation>
    </message>
    <message>
      <source>it is a folder without a model; PyTorch, safetensors, GGUF, Keras and llama2.c files, and folders of Hugging Face, ml5 or WM Studio, are opened</source>
      <translation>它是没有模型的文件夹；能打开 PyTorch、safetensors、GGUF、Keras 和 llama2.c 的文件，以及 Hugging Face、ml5 或 WM Studio 的文件夹</translation>
    </message>
    <message>
      <source>it is no model of a kind that is read; PyTorch, safetensors, GGUF, Keras and llama2.c files, and folders of Hugging Face, ml5 or WM Studio, are opened</source>
      <translation>它不是能读取的模型类型；能打开 PyTorch、safetensors、GGUF、Keras 和 llama2.c 的文件，以及 Hugging Face、ml5 或 WM Studio 的文件夹</translation>
    </message>
    <message>
      <source>Its pieces are characters, from {a}.</source>
      <translation>它的片段是字符，来自 {a}。</translation>
    </message>
    <message>
      <source>Its pieces are words, from {a}.</source>
      <translation>它的片段是词，来自 {a}。</translation>
    </message>
    <message>
      <source> What is none of them is read as {a}.</source>
      <translation> 不属于其中的内容读取为 {a}。</translation>
    </message>
    <message>
      <source>the checkpoint has no name: give a bundled one's, or a folder</source>
      <translation>检查点没有名称：请给出自带检查点的名称，或一个文件夹</translation>
    </message>
    <message>
      <source>there is no checkpoint {a}, neither bundled nor as a folder (bundled: {b}); did you mean {c}?</source>
      <translation>没有检查点 {a}，既不是自带的，也不是文件夹（自带的有：{b}）；您是指 {c} 吗？</translation>
    </message>
    <message>
      <source>there is no checkpoint {a}, neither bundled nor as a folder (bundled: {b})</source>
      <translation>没有检查点 {a}，既不是自带的，也不是文件夹（自带的有：{b}）</translation>
    </message>
    <message>
      <source>there is no checkpoint {a}, neither bundled nor as a folder (none is bundled); did you mean {b}?</source>
      <translation>没有检查点 {a}，既不是自带的，也不是文件夹（没有自带的）；您是指 {b} 吗？</translation>
    </message>
    <message>
      <source>there is no checkpoint {a}, neither bundled nor as a folder (none is bundled)</source>
      <translation>没有检查点 {a}，既不是自带的，也不是文件夹（没有自带的）</translation>
    </message>
    <message>
      <source>{a} cannot be put on the device {b} ({c})</source>
      <translation>{a} 无法放到设备 {b} 上（{c}）</translation>
    </message>
    <message>
      <source>{a} is not a folder: a checkpoint is a folder with {b}</source>
      <translation>{a} 不是文件夹：检查点是一个含有 {b} 的文件夹</translation>
    </message>
    <message>
      <source>{a} does not exist: a checkpoint is a folder with {b}</source>
      <translation>{a} 不存在：检查点是一个含有 {b} 的文件夹</translation>
    </message>
    <message>
      <source>{a} is a pickle, which can run code when it is opened, so it is refused: save the weights as safetensors</source>
      <translation>{a} 是 pickle，打开时可能运行代码，因此被拒绝：请把权重保存为 safetensors</translation>
    </message>
    <message>
      <source>{a} is not a checkpoint: one is a folder with {b}</source>
      <translation>{a} 不是检查点：检查点是含有 {b} 的文件夹</translation>
    </message>
    <message>
      <source>{a}: 'format' must be a number from 1 to {b}, not {c}</source>
      <translation>{a}：'format' 必须是 1 到 {b} 的数，而不是 {c}</translation>
    </message>
    <message>
      <source>{a} is of format {b}, and this program reads up to {c}: update WM Studio</source>
      <translation>{a} 的格式为 {b}，本程序最高支持 {c}：请更新 WM Studio</translation>
    </message>
    <message>
      <source>'family' is missing</source>
      <translation>缺少 'family'</translation>
    </message>
    <message>
      <source>values by the names of settings</source>
      <translation>按设置名称给出的值</translation>
    </message>
    <message>
      <source>{a} describes a model that is too large</source>
      <translation>{a} 描述的模型过大</translation>
    </message>
    <message>
      <source>{a} describes a model of {b} parameters; this program opens up to {c}</source>
      <translation>{a} 描述的模型有 {b} 个参数；本程序最多打开 {c} 个参数的模型</translation>
    </message>
    <message>
      <source>{a} describes a model of {b} parameters, which takes {c}; this machine has {d} free</source>
      <translation>{a} 描述的模型有 {b} 个参数，占用 {c}；本机空闲 {d}</translation>
    </message>
    <message>
      <source>{a} describes {b}</source>
      <translation>{a} 描述的是{b}</translation>
    </message>
    <message>
      <source>{a} has no {b}, which the sizes in {c} ask for</source>
      <translation>{a} 没有 {b}，而 {c} 中的大小要求有它</translation>
    </message>
    <message>
      <source>{a}: {b} has the shape {c}, and the sizes in {d} ask for {e}</source>
      <translation>{a}：{b} 的形状是 {c}，而 {d} 中的大小要求 {e}</translation>
    </message>
    <message>
      <source>{a} has {b}, for which the sizes in {c} have no place</source>
      <translation>{a} 含有 {b}，{c} 中的大小没有它的位置</translation>
    </message>
    <message>
      <source>{a} is not the one that {b} was written with, or it is damaged: copy the checkpoint again</source>
      <translation>{a} 不是与 {b} 一同写入的文件，或已损坏：请重新复制检查点</translation>
    </message>
    <message>
      <source>{a} cannot be used: {b}</source>
      <translation>{a} 无法使用：{b}</translation>
    </message>
    <message>
      <source>{a} has {b} pieces, and {c} says {d}: put the tokenizer there that the model was trained with</source>
      <translation>{a} 有 {b} 个片段，而 {c} 写的是 {d}：请放入训练该模型时所用的分词器</translation>
    </message>
    <message>
      <source>{a} is damaged, or not the one that {b} was written with: copy the checkpoint again</source>
      <translation>{a} 已损坏，或不是与 {b} 一同写入的文件：请重新复制检查点</translation>
    </message>
    <message>
      <source>{a} is damaged: {b}</source>
      <translation>{a} 已损坏：{b}</translation>
    </message>
    <message>
      <source>{a}: {b} has values that are no finite numbers, so it is of no use</source>
      <translation>{a}：{b} 含有非有限数的值，因此无法使用</translation>
    </message>
    <message>
      <source>{a} is missing: a checkpoint is a folder with {b}</source>
      <translation>缺少 {a}：检查点是含有 {b} 的文件夹</translation>
    </message>
    <message>
      <source>{a}: no file can have this name</source>
      <translation>{a}：文件不能有这样的名称</translation>
    </message>
    <message>
      <source>{a} is not a file: put the checkpoint's own {b} there</source>
      <translation>{a} 不是文件：请把检查点自己的 {b} 放在那里</translation>
    </message>
    <message>
      <source>{a} is empty: copy the checkpoint again</source>
      <translation>{a} 是空的：请重新复制检查点</translation>
    </message>
    <message>
      <source>{a} is too large to be what its name says ({b} bytes; at most {c})</source>
      <translation>{a} 太大，不像其名称所说的文件（{b} 字节；最多 {c}）</translation>
    </message>
    <message>
      <source>{a} cannot be read: {b}</source>
      <translation>无法读取 {a}：{b}</translation>
    </message>
    <message>
      <source>{a} is not JSON: copy the checkpoint again</source>
      <translation>{a} 不是 JSON：请重新复制检查点</translation>
    </message>
    <message>
      <source>{a} must hold an object in braces, not {b}</source>
      <translation>{a} 必须是花括号中的一个对象，而不是 {b}</translation>
    </message>
    <message>
      <source>{a} is not a safetensors file, or it is damaged</source>
      <translation>{a} 不是 safetensors 文件，或已损坏</translation>
    </message>
    <message>
      <source>{a} is damaged, or cut short: copy the checkpoint again</source>
      <translation>{a} 已损坏或不完整：请重新复制检查点</translation>
    </message>
    <message>
      <source>{a}: {b} is stored as {c}; weights must be one of {d}</source>
      <translation>{a}：{b} 以 {c} 存储；权重必须是以下之一：{d}</translation>
    </message>
    <message>
      <source>{a} is cut short ({b} bytes of weights where {c} belong): copy the checkpoint again</source>
      <translation>{a} 不完整（权重有 {b} 字节，应为 {c}）：请重新复制检查点</translation>
    </message>
    <message>
      <source>{a} is longer than it should be ({b} bytes of weights where {c} belong): copy the checkpoint again</source>
      <translation>{a} 比应有的长（权重有 {b} 字节，应为 {c}）：请重新复制检查点</translation>
    </message>
    <message>
      <source>{a} is no module of this program</source>
      <translation>{a} 不是本程序的模块</translation>
    </message>
    <message>
      <source>there is nothing to measure: name the folder of a benchmark ({a})</source>
      <translation>没有可测量的内容：请指明一个基准测试的文件夹（{a}）</translation>
    </message>
    <message>
      <source>stopped; what was learned is kept in {a}: the same command goes on</source>
      <translation>已停止；学到的内容保存在 {a} 中：再次运行同一命令即可继续</translation>
    </message>
    <message>
      <source>the page is {a}</source>
      <translation>页面在 {a}</translation>
    </message>
    <message>
      <source>the folder that you are in is not there any more: go to another one (cd), and give the command again</source>
      <translation>您所在的文件夹已不存在：请转到另一个文件夹（cd），再次输入命令</translation>
    </message>
    <message>
      <source>{a} is not a file: the window opens files of text</source>
      <translation>{a} 不是文件：窗口打开的是文本文件</translation>
    </message>
    <message>
      <source>there is no file {a}; did you mean the command {b}?</source>
      <translation>没有文件 {a}；您是指命令 {b} 吗？</translation>
    </message>
    <message>
      <source>there is no file {a}</source>
      <translation>没有文件 {a}</translation>
    </message>
    <message>
      <source>there is no display to open a window on; without one there are: {a}</source>
      <translation>没有可以打开窗口的显示器；不需要显示器的命令有：{a}</translation>
    </message>
    <message>
      <source>Qt cannot be loaded ({a}): install the library that is named</source>
      <translation>无法加载 Qt（{a}）：请安装所指出的库</translation>
    </message>
    <message>
      <source>{a}: 1 token, without the model</source>
      <translation>{a}：1 个词元，不含模型</translation>
    </message>
    <message>
      <source>{a}: {b} tokens, without the model</source>
      <translation>{a}：{b} 个词元，不含模型</translation>
    </message>
    <message>
      <source>{a}: 1 token, 1 signal</source>
      <translation>{a}：1 个词元，1 个信号</translation>
    </message>
    <message>
      <source>{a}: 1 token, {b} signals</source>
      <translation>{a}：1 个词元，{b} 个信号</translation>
    </message>
    <message>
      <source>{a}: {b} tokens, 1 signal</source>
      <translation>{a}：{b} 个词元，1 个信号</translation>
    </message>
    <message>
      <source>{a}: {b} tokens, {c} signals</source>
      <translation>{a}：{b} 个词元，{c} 个信号</translation>
    </message>
    <message>
      <source>no checkpoint is bundled; wmstudio train makes one</source>
      <translation>没有自带的检查点；可用 wmstudio train 训练一个</translation>
    </message>
    <message>
      <source>no checkpoint is bundled: name a folder with --checkpoint</source>
      <translation>没有自带的检查点：请用 --checkpoint 指明一个文件夹</translation>
    </message>
    <message>
      <source>wmstudio desktop is for Linux: on this system, make a shortcut instead</source>
      <translation>wmstudio desktop 用于 Linux：在本系统上请创建快捷方式</translation>
    </message>
    <message>
      <source>{a} is of another program: move it away, or remove it, first</source>
      <translation>{a} 属于另一个程序：请先把它移走或删除</translation>
    </message>
    <message>
      <source>WM Studio cannot be added to the desktop's menu, since {a} cannot be written ({b}); it still starts with {c}</source>
      <translation>WM Studio 无法加入桌面菜单，因为无法写入 {a}（{b}）；仍可用 {c} 启动</translation>
    </message>
    <message>
      <source>the command wmstudio</source>
      <translation>命令 wmstudio</translation>
    </message>
    <message>
      <source>written: {a}</source>
      <translation>已写入：{a}</translation>
    </message>
    <message>
      <source>WM Studio cannot be added to the desktop's menu, since the path of its Python, {a}, is not UTF-8; it still starts with {b}</source>
      <translation>无法把 WM Studio 加到桌面菜单，因为它的 Python 的路径 {a} 不是 UTF-8；它仍可用 {b} 启动</translation>
    </message>
    <message>
      <source>left, since it is of another program: {a}</source>
      <translation>未动，因为它属于另一个程序：{a}</translation>
    </message>
    <message>
      <source>{a} cannot be removed: {b}</source>
      <translation>无法删除 {a}：{b}</translation>
    </message>
    <message>
      <source>removed: {a}</source>
      <translation>已删除：{a}</translation>
    </message>
    <message>
      <source>there is nothing to remove in {a}</source>
      <translation>{a} 中没有可删除的内容</translation>
    </message>
    <message>
      <source>there is nothing to measure: name text files, a --grammar folder, a --task or --examples, or ask for --remember or --writes</source>
      <translation>没有可测量的内容：请指明文本文件、--grammar 文件夹、--task 或 --examples，或使用 --remember 或 --writes</translation>
    </message>
    <message>
      <source>--known, --candidates, --beams and --follows are for --examples</source>
      <translation>--known、--candidates、--beams 和 --follows 用于 --examples</translation>
    </message>
    <message>
      <source>texts measured before: {a} of {b}; {c} has their figures</source>
      <translation>以前已测量的文本：{a}/{b}；结果在 {c} 中</translation>
    </message>
    <message>
      <source>{a} has only texts that are measured on: add others</source>
      <translation>{a} 中只有用于测量的文本：请添加其他文本</translation>
    </message>
    <message>
      <source>there is no checkpoint in the folder {a}</source>
      <translation>文件夹 {a} 中没有检查点</translation>
    </message>
    <message>
      <source>stopped; what was measured is kept in {a}: the same command goes on from it</source>
      <translation>已停止；测得的结果保存在 {a} 中：再次运行同一命令即可继续</translation>
    </message>
    <message>
      <source>{a}: 1 checkpoint</source>
      <translation>{a}：1 个检查点</translation>
    </message>
    <message>
      <source>{a}: {b} checkpoints</source>
      <translation>{a}：{b} 个检查点</translation>
    </message>
    <message>
      <source>{a} is empty, so there is nothing to measure</source>
      <translation>{a} 是空的，因此没有可测量的内容</translation>
    </message>
    <message>
      <source>standard input</source>
      <translation>标准输入</translation>
    </message>
    <message>
      <source>--remember needs texts to cut passages from: name a folder with --texts</source>
      <translation>--remember 需要从文本中截取段落：请用 --texts 指明一个文件夹</translation>
    </message>
    <message>
      <source>--texts is for --remember</source>
      <translation>--texts 用于 --remember</translation>
    </message>
    <message>
      <source>--ngram is for --remember and --writes</source>
      <translation>--ngram 用于 --remember 和 --writes</translation>
    </message>
    <message>
      <source>there is no folder {a} with .txt files</source>
      <translation>没有含 .txt 文件的文件夹 {a}</translation>
    </message>
    <message>
      <source>{a} has no .txt files with text in them</source>
      <translation>{a} 中没有含文本的 .txt 文件</translation>
    </message>
    <message>
      <source>{a} is not JSON: name what wmstudio study wrote</source>
      <translation>{a} 不是 JSON：请指明 wmstudio study 写出的文件</translation>
    </message>
    <message>
      <source>{a} is fitted on, so it cannot be a --test, too</source>
      <translation>{a} 用于拟合，因此不能同时作为 --test</translation>
    </message>
    <message>
      <source>kept as defaults of {a}</source>
      <translation>已作为 {a} 的默认值保存</translation>
    </message>
    <message>
      <source>{a} is a kept step, and has the defaults of its run: name {b}, or add --dry-run</source>
      <translation>{a} 是保留的步骤，使用其训练的默认值：请指明 {b}，或加上 --dry-run</translation>
    </message>
    <message>
      <source>not compared, as only one has them in this shape: {a}</source>
      <translation>未比较，因为只有其中一个以此形状含有它们：{a}</translation>
    </message>
    <message>
      <source>{a} was saved to {b}</source>
      <translation>{a} 已保存到 {b}</translation>
    </message>
    <message>
      <source>{a} should be SIGNAL:set|scale|add:VALUE[:UNIT][@START-STOP], as in lstm.0.forget_gate:set:0.5:17@10-20</source>
      <translation>{a} 应为 SIGNAL:set|scale|add:VALUE[:UNIT][@START-STOP]，例如 lstm.0.forget_gate:set:0.5:17@10-20</translation>
    </message>
    <message>
      <source>{a} should be TOKEN:NAME[:ARGUMENT=VALUE,…], as in 12:clear:slot=3</source>
      <translation>{a} 应为 TOKEN:NAME[:ARGUMENT=VALUE,…]，例如 12:clear:slot=3</translation>
    </message>
    <message>
      <source>{a} should be NAME=VALUE, as in capacity=8</source>
      <translation>{a} 应为 NAME=VALUE，例如 capacity=8</translation>
    </message>
    <message>
      <source>{a} should be a whole number from {b} on</source>
      <translation>{a} 应为不小于 {b} 的整数</translation>
    </message>
    <message>
      <source>{a} should be at most {b}</source>
      <translation>{a} 最大应为 {b}</translation>
    </message>
    <message>
      <source>{a} should be a number from {b} to {c}</source>
      <translation>{a} 应为 {b} 到 {c} 的数</translation>
    </message>
    <message>
      <source>{a} should be a number from {b} on</source>
      <translation>{a} 应为不小于 {b} 的数</translation>
    </message>
    <message>
      <source>{a} should be WIDTHxHEIGHT, as in 1280x800</source>
      <translation>{a} 应为 WIDTHxHEIGHT，例如 1280x800</translation>
    </message>
    <message>
      <source>{a} should be NAME[:SIZE=N,…], as in recall:pairs=16,keys=32</source>
      <translation>{a} 应为 NAME[:SIZE=N,…]，例如 recall:pairs=16,keys=32</translation>
    </message>
    <message>
      <source>{a} should end in {b}</source>
      <translation>{a} 应以 {b} 结尾</translation>
    </message>
    <message>
      <source>{a} has the new keys, but the public one could not be printed ({b}): copy it from the first line of the file</source>
      <translation>{a} 里有新的密钥，但公钥没能输出（{b}）：请从该文件的第一行复制</translation>
    </message>
    <message>
      <source>a port is a number up to {a}</source>
      <translation>端口是不大于 {a} 的数</translation>
    </message>
    <message>
      <source>with keys nobody can connect unless you name who may: add --allow KEY</source>
      <translation>使用密钥时，若不指明允许谁连接，就没有人能连接：请添加 --allow KEY</translation>
    </message>
    <message>
      <source>there is no folder {a} to put {b} into</source>
      <translation>没有可以放入 {b} 的文件夹 {a}</translation>
    </message>
    <message>
      <source>{a} cannot be written: {b}</source>
      <translation>无法写入 {a}：{b}</translation>
    </message>
    <message>
      <source>--out and --json must be two files</source>
      <translation>--out 和 --json 必须是两个不同的文件</translation>
    </message>
    <message>
      <source>{a} is read by this command: name another file to write</source>
      <translation>此命令要读取 {a}：请指定另一个文件来写入</translation>
    </message>
    <message>
      <source>{a} is measuring into {b}: wait for its end, or name another file</source>
      <translation>{a} 正在把测量结果写入 {b}：请等它结束，或指明另一个文件</translation>
    </message>
    <message>
      <source>--tls-ca, --tls-cert and --tls-key go together, with a --scheduler</source>
      <translation>--tls-ca、--tls-cert 和 --tls-key 要一起使用，并与 --scheduler 配合</translation>
    </message>
    <message>
      <source>a --scheduler has workers of its own: leave out --workers</source>
      <translation>--scheduler 有自己的工作进程：请去掉 --workers</translation>
    </message>
    <message>
      <source>an adapter runs in this process only: leave out --workers and --scheduler</source>
      <translation>适配器只在本进程中运行：请去掉 --workers 和 --scheduler</translation>
    </message>
    <message>
      <source>{a}: 1 example</source>
      <translation>{a}：1 个例题</translation>
    </message>
    <message>
      <source>{a}: {b} examples</source>
      <translation>{a}：{b} 个例题</translation>
    </message>
    <message>
      <source>no example has at most {a} characters: raise --longest</source>
      <translation>没有不超过 {a} 个字符的例题：请增大 --longest</translation>
    </message>
    <message>
      <source>1 example has more than {a} characters in its prompt or target</source>
      <translation>有 1 个例题的提示或目标超过 {a} 个字符</translation>
    </message>
    <message>
      <source>{a} examples have more than {b} characters in their prompt or target</source>
      <translation>有 {a} 个例题的提示或目标超过 {b} 个字符</translation>
    </message>
    <message>
      <source>stopped; finished runs are kept in {a}: the same command goes on from there</source>
      <translation>已停止；已完成的训练保存在 {a} 中：再次运行同一命令即可继续</translation>
    </message>
    <message>
      <source>1 run failed: the same command tries it again</source>
      <translation>有 1 次训练失败：再次运行同一命令会重试它</translation>
    </message>
    <message>
      <source>{a} runs failed: the same command tries them again</source>
      <translation>有 {a} 次训练失败：再次运行同一命令会重试它们</translation>
    </message>
    <message>
      <source>{a} is a folder: name a file; to use it as a text, put a space after it</source>
      <translation>{a} 是文件夹：请指明一个文件；若要把它当作文本，请在后面加一个空格</translation>
    </message>
    <message>
      <source>there is no file {a}; to use it as a text, put a space after it</source>
      <translation>没有文件 {a}；若要把它当作文本，请在后面加一个空格</translation>
    </message>
    <message>
      <source>the text is not UTF-8: put it into a file that is saved as UTF-8, and name that</source>
      <translation>文本不是 UTF-8：请存入一个以 UTF-8 保存的文件，再给出该文件</translation>
    </message>
    <message>
      <source>{a}: {b} parameters on {c}, {d} processes, {e}, from step {f} to {g}</source>
      <translation>{a}：{b} 个参数，在 {c} 上，{d} 个进程，{e}，从第 {f} 步到第 {g} 步</translation>
    </message>
    <message>
      <source>{a}: {b} parameters on {c}, {d}, from step {e} to {f}</source>
      <translation>{a}：{b} 个参数，在 {c} 上，{d}，从第 {e} 步到第 {f} 步</translation>
    </message>
    <message>
      <source>stopped; what was learned is saved in {a}: to go on, run the same command again (--out {b})</source>
      <translation>已停止；学到的内容保存在 {a} 中：要继续，请再次运行同一命令（--out {b}）</translation>
    </message>
    <message>
      <source>stopped before anything was saved</source>
      <translation>已停止，此前尚未保存任何内容</translation>
    </message>
    <message>
      <source>{a}; what was saved in {b} before is whole: to go on, run the same command again (--out {c})</source>
      <translation>{a}；之前保存在 {b} 中的内容是完整的：要继续，请再次运行同一命令（--out {c}）</translation>
    </message>
    <message>
      <source>the checkpoint is in {a}</source>
      <translation>检查点在 {a} 中</translation>
    </message>
    <message>
      <source>{a} takes {b}, not {c}</source>
      <translation>{a} 需要 {b}，而不是 {c}</translation>
    </message>
    <message>
      <source>there is no {a} {b}: they are counted from {c}</source>
      <translation>没有 {a} {b}：编号从 {c} 开始</translation>
    </message>
    <message>
      <source>there is no {a} {b}: they are counted from {c} to {d}</source>
      <translation>没有 {a} {b}：编号从 {c} 到 {d}</translation>
    </message>
    <message>
      <source>this model cannot {a}; it can: {b}</source>
      <translation>这个模型不能 {a}；它能：{b}</translation>
    </message>
    <message>
      <source>the token of an edit must be a whole number, not {a}</source>
      <translation>编辑的词元必须是整数，不能是 {a}</translation>
    </message>
    <message>
      <source>the name of an edit must be a text, not {a}</source>
      <translation>编辑的名称必须是文本，不能是 {a}</translation>
    </message>
    <message>
      <source>the arguments of an edit are pairs of a name and a whole number, as in (('token', 3),)</source>
      <translation>编辑的参数是名称与整数的对，例如 (('token', 3),)</translation>
    </message>
    <message>
      <source>an edit puts in what was copied, not {a}</source>
      <translation>编辑放入的是复制的内容，不能是 {a}</translation>
    </message>
    <message>
      <source>{a} is no signal of this model; it can patch: {b}</source>
      <translation>{a} 不是这个模型的信号；可以修补的有：{b}</translation>
    </message>
    <message>
      <source>{a} is a read-only signal of this model; it can patch: {b}</source>
      <translation>{a} 是这个模型的只读信号；可以修补的有：{b}</translation>
    </message>
    <message>
      <source>a patch can set, scale or add, not {a}</source>
      <translation>修补可以是 set、scale 或 add，不能是 {a}</translation>
    </message>
    <message>
      <source>{a} has no unit {b}: its shape is {c}, counted from 0</source>
      <translation>{a} 没有单元 {b}：它的形状是 {c}，从 0 开始编号</translation>
    </message>
    <message>
      <source>the value of a patch must be a number from {a} to {b}, not {c}</source>
      <translation>修补的值必须是 {a} 到 {b} 之间的数，不能是 {c}</translation>
    </message>
    <message>
      <source>a patch's tokens are (first, one after the last), counted from 0, not {a}</source>
      <translation>修补的词元是（第一个，最后一个之后的一个），从 0 开始编号，不能是 {a}</translation>
    </message>
    <message>
      <source>{a} can be {b}, not {c}</source>
      <translation>{a} 可以是 {b}，不能是 {c}</translation>
    </message>
    <message>
      <source>{a} is on or off (True or False), not {b}</source>
      <translation>{a} 是开或关（True 或 False），不能是 {b}</translation>
    </message>
    <message>
      <source>{a} must be a whole number from {b} to {c}, not {d}</source>
      <translation>{a} 必须是 {b} 到 {c} 的整数，不能是 {d}</translation>
    </message>
    <message>
      <source>{a} must be a number from {b} to {c}, not {d}</source>
      <translation>{a} 必须是 {b} 到 {c} 的数，不能是 {d}</translation>
    </message>
    <message>
      <source>{a} cannot be {b}: the nearest that it can be is {c}</source>
      <translation>{a} 不能是 {b}：最接近的可用值是 {c}</translation>
    </message>
    <message>
      <source>Open a model first: there is none to split a text for.</source>
      <translation>请先打开模型：没有可切分文本的模型。</translation>
    </message>
    <message>
      <source>This model has no setting that bounds its memory, so there is no capacity to measure: slots, stacks, queues, pointers and the neural cache have one.</source>
      <translation>这个模型没有限制记忆大小的设置，因此没有可测量的容量：槽、栈、队列、指针和神经缓存才有。</translation>
    </message>
    <message>
      <source>The text is empty, so there is nothing to measure: type or open one.</source>
      <translation>文本是空的，因此没有可测量的内容：请输入或打开一段文本。</translation>
    </message>
    <message>
      <source>The model gives a part of this text probability 0, so its bits cannot be measured: change the model's other settings.</source>
      <translation>模型给这段文本的一部分的概率为 0，因此无法测量其比特数：请更改模型的其他设置。</translation>
    </message>
    <message>
      <source>Open a model first: there is none to copy the state of.</source>
      <translation>请先打开一个模型：没有可复制状态的模型。</translation>
    </message>
    <message>
      <source>The text or the interventions have changed since. Try again.</source>
      <translation>文本或干预在此期间已改变。请重试。</translation>
    </message>
    <message>
      <source>It could not be copied: {a}.</source>
      <translation>无法复制：{a}。</translation>
    </message>
    <message>
      <source>Open a model first: there is none to continue the text.</source>
      <translation>请先打开模型：没有可续写文本的模型。</translation>
    </message>
    <message>
      <source>There is not enough memory for this: use a smaller batch, text or model</source>
      <translation>内存不足：请使用更小的批量、文本或模型</translation>
    </message>
    <message>
      <source>Something went wrong inside the program ({a}: {b})</source>
      <translation>程序内部出错（{a}：{b}）</translation>
    </message>
    <message>
      <source>Open a model first: there is none to save.</source>
      <translation>请先打开模型：没有可保存的模型。</translation>
    </message>
    <message>
      <source>{a} cannot be written: {b}.</source>
      <translation>无法写入 {a}：{b}。</translation>
    </message>
    <message>
      <source>Open a model first: there is none to measure.</source>
      <translation>请先打开一个模型：没有可测量的模型。</translation>
    </message>
    <message>
      <source>Open a model first: there is none to search with.</source>
      <translation>请先打开一个模型：没有可用来搜索的模型。</translation>
    </message>
    <message>
      <source>Open a model first: there is none to change the settings of.</source>
      <translation>请先打开模型：没有可更改设置的模型。</translation>
    </message>
    <message>
      <source>Open a model first: there is none to record.</source>
      <translation>请先打开模型：没有可记录的模型。</translation>
    </message>
    <message>
      <source>{a} could not be written: {b}.</source>
      <translation>无法写入 {a}：{b}。</translation>
    </message>
    <message>
      <source>The model could not read this text: {a}</source>
      <translation>模型无法读取此文本：{a}</translation>
    </message>
    <message>
      <source>{a} failed ({b}): going on with the CPU.</source>
      <translation>{a} 失败（{b}）：改用 CPU 继续。</translation>
    </message>
    <message>
      <source>The pattern is nowhere in this text: write another one, or take another text.</source>
      <translation>文本中没有这个模式：请换一个模式，或换一段文本。</translation>
    </message>
    <message>
      <source>Every token belongs to the pattern, so there is nothing to compare with.</source>
      <translation>每个词元都符合这个模式，因此没有可比较的对象。</translation>
    </message>
    <message>
      <source>What this signal says follows from others and cannot be held: choose another signal.</source>
      <translation>这个信号的值由其他信号决定，不能固定：请选择另一个信号。</translation>
    </message>
    <message>
      <source>This signal has units 0 to {a}.</source>
      <translation>此信号有单元 0 至 {a}。</translation>
    </message>
    <message>
      <source>Nothing follows the pattern in this text, so there is nothing to measure.</source>
      <translation>文本中没有跟随这个模式的单元，因此没有可测量的内容。</translation>
    </message>
    <message>
      <source>The output layer of this model reads no single layer, so there is no logit lens: transformers and stacked recurrent layers have one.</source>
      <translation>这个模型的输出层不是只读取一个层，因此没有 logit 透镜：Transformer 和堆叠的循环层才有。</translation>
    </message>
    <message>
      <source>There are no tokens before the cursor: move it to a later place.</source>
      <translation>游标之前没有词元：请移到后面的位置。</translation>
    </message>
    <message>
      <source>This model has no gradient here, so it cannot be measured what its targets hang on.</source>
      <translation>这个模型在这里没有梯度，因此无法测量目标取决于什么。</translation>
    </message>
    <message>
      <source>its numbers are damaged</source>
      <translation>其中的数值已损坏</translation>
    </message>
    <message>
      <source>it is no memory that WM Studio has saved</source>
      <translation>这不是 WM Studio 保存的记忆</translation>
    </message>
    <message>
      <source>it was saved by a newer WM Studio: update to open it</source>
      <translation>它由更新版本的 WM Studio 保存：请更新后打开</translation>
    </message>
    <message>
      <source>{a}, {b} parameters, WM Studio's own format</source>
      <translation>{a}，{b} 个参数，WM Studio 自己的格式</translation>
    </message>
    <message>
      <source>{a}; {b} parameters, from a {c}</source>
      <translation>{a}；{b} 个参数，来自 {c}</translation>
    </message>
    <message>
      <source>nothing: the checkpoint says it all</source>
      <translation>没有：检查点中都已写明</translation>
    </message>
    <message>
      <source>nothing: the file says it all</source>
      <translation>没有：文件中都已写明</translation>
    </message>
    <message>
      <source>{a} bits per character on a paragraph of English; a uniform guess needs {b}</source>
      <translation>在一段英语上每个字符 {a} 比特；均匀猜测需要 {b}</translation>
    </message>
    <message>
      <source>{a} bits per character on a paragraph of English; a uniform guess needs {b}. It reads no better than a guess: the vocabulary may be another, or not English</source>
      <translation>在一段英语上每个字符 {a} 比特；均匀猜测需要 {b}。它读得并不比猜测好：可能词表不对，或不是英语</translation>
    </message>
    <message>
      <source>{a}: reading token by token gives the same as at once ({b}), and from a snapshot as from the start ({c}), of {d} allowed; compared with its author's own numbers: {e}</source>
      <translation>{a}：逐个词元读取与一次读取的结果相同（{b}），从快照继续与从头开始的结果相同（{c}），允许的误差为 {d}；与作者自己的数值比较过：{e}</translation>
    </message>
    <message>
      <source>NO</source>
      <translation>否</translation>
    </message>
    <message>
      <source>to within {a}</source>
      <translation>相差不超过 {a}</translation>
    </message>
    <message>
      <source>exactly</source>
      <translation>完全一致</translation>
    </message>
    <message>
      <source>it is our own</source>
      <translation>这是本程序自己的模型</translation>
    </message>
    <message>
      <source>yes, by our tests</source>
      <translation>是，由我们的测试比较</translation>
    </message>
    <message>
      <source>This is a recording: it knows only what was recorded. Open the model for more.</source>
      <translation>这是记录：它只知道记录下来的内容。要看更多，请打开模型。</translation>
    </message>
    <message>
      <source>a recording keeps no states: open the model</source>
      <translation>记录不保存状态：请打开模型</translation>
    </message>
    <message>
      <source>a recording cannot be edited: open the model</source>
      <translation>记录无法编辑：请打开模型</translation>
    </message>
    <message>
      <source>A recording has no weights: open the model to see them.</source>
      <translation>记录中没有权重：请打开模型查看。</translation>
    </message>
    <message>
      <source>a recording has no settings: open the model to change them</source>
      <translation>记录没有设置：请打开模型更改</translation>
    </message>
    <message>
      <source>This model has no signal {a}.</source>
      <translation>此模型没有信号 {a}。</translation>
    </message>
    <message>
      <source>A recording of {a} tokens would take {b} GB, and at most {c} GB can be kept: record a shorter text.</source>
      <translation>{a} 个词元的记录需要 {b} GB，最多可保存 {c} GB：请记录较短的文本。</translation>
    </message>
    <message>
      <source>What the model shows of this text cannot be recorded: {a}.</source>
      <translation>无法记录模型对此文本的显示：{a}。</translation>
    </message>
    <message>
      <source>{a} is damaged, or it is no recorded trace: {b}.</source>
      <translation>{a} 已损坏，或不是记录的轨迹：{b}。</translation>
    </message>
    <message>
      <source>it is not a zip file</source>
      <translation>它不是 zip 文件</translation>
    </message>
    <message>
      <source>{a} was recorded by a newer WM Studio (its format is {b}, and this program reads up to {c}): update WM Studio to open it.</source>
      <translation>{a} 由更新版本的 WM Studio 记录（格式 {b}，本程序最高支持 {c}）：请更新 WM Studio 后打开。</translation>
    </message>
    <message>
      <source>it is larger than a recording can be</source>
      <translation>它超出了记录的大小限制</translation>
    </message>
    <message>
      <source>its text has line ends that the window cannot show: record it again from the text</source>
      <translation>其文本含有窗口无法显示的换行符：请从文本重新记录</translation>
    </message>
    <message>
      <source>bytes in hexadecimal</source>
      <translation>十六进制的字节</translation>
    </message>
    <message>
      <source>two signals have one name</source>
      <translation>两个信号同名</translation>
    </message>
    <message>
      <source>the shape of a signal of kind {a}</source>
      <translation>{a} 类信号的形状</translation>
    </message>
    <message>
      <source>above the lower end, {a}</source>
      <translation>大于下限 {a}</translation>
    </message>
    <message>
      <source>{a} is about tokens of no index of its part</source>
      <translation>{a} 所指的词元不属于其部分的任何索引</translation>
    </message>
    <message>
      <source>the signals of {a} do not have as many rows</source>
      <translation>{a} 的信号行数不符</translation>
    </message>
    <message>
      <source>no signal is declared for the array {a}</source>
      <translation>数组 {a} 没有声明的信号</translation>
    </message>
    <message>
      <source>the sizes of its arrays do not fit together</source>
      <translation>其数组的大小互不相符</translation>
    </message>
    <message>
      <source>its tokens are not those of its text</source>
      <translation>其词元与其文本不符</translation>
    </message>
    <message>
      <source>{a} has numbers that cannot be</source>
      <translation>{a} 中有不可能的数值</translation>
    </message>
    <message>
      <source>{a} has numbers of tokens that cannot be</source>
      <translation>{a} 中有不可能的词元编号</translation>
    </message>
    <message>
      <source>the array {a} is damaged</source>
      <translation>数组 {a} 已损坏</translation>
    </message>
    <message>
      <source>the array {a} is not what the header says</source>
      <translation>数组 {a} 与文件头不符</translation>
    </message>
    <message>
      <source>{a} is compressed in a way that is not read</source>
      <translation>{a} 的压缩方式无法读取</translation>
    </message>
    <message>
      <source>{a} is missing</source>
      <translation>缺少 {a}</translation>
    </message>
    <message>
      <source>there is not enough memory for it</source>
      <translation>内存不足</translation>
    </message>
    <message>
      <source>{a} is damaged</source>
      <translation>{a} 已损坏</translation>
    </message>
    <message>
      <source>{a} is larger than it can be</source>
      <translation>{a} 超出了大小限制</translation>
    </message>
    <message>
      <source>The model's probabilities of the next token are no numbers: undo what drives it too far, such as a patch</source>
      <translation>模型给出的下一个词元的概率不是数：请撤销使其超出范围的改动，例如补丁</translation>
    </message>
    <message>
      <source>This model has no signal {a} of units.</source>
      <translation>此模型没有由单元组成的信号 {a}。</translation>
    </message>
    <message>
      <source>An index of {a} tokens would take {b} GB, and at most {c} GB can be kept: search a shorter text.</source>
      <translation>{a} 个词元的索引需要 {b} GB，最多可保存 {c} GB：请搜索较短的文本。</translation>
    </message>
    <message>
      <source>{a} cannot be read: it is not a regular file.</source>
      <translation>无法读取 {a}：它不是普通文件。</translation>
    </message>
    <message>
      <source>{a} is larger than {b} MB: search a part of it.</source>
      <translation>{a} 大于 {b} MB：请搜索其中一部分。</translation>
    </message>
    <message>
      <source>it is of another model, {a}: open that one first</source>
      <translation>它属于另一个模型 {a}：请先打开该模型</translation>
    </message>
    <message>
      <source>this model has no part {a}; it has: {b}</source>
      <translation>此模型没有部分 {a}；它有：{b}</translation>
    </message>
    <message>
      <source>none</source>
      <translation>无</translation>
    </message>
    <message>
      <source>this model has no setting {a}; it has: {b}</source>
      <translation>这个模型没有设置 {a}；它有：{b}</translation>
    </message>
    <message>
      <source>this model has no setting {a}; it has none</source>
      <translation>这个模型没有设置 {a}；它没有任何设置</translation>
    </message>
    <message>
      <source>these settings ask for {a}</source>
      <translation>这些设置要求{a}</translation>
    </message>
    <message>
      <source>{a} candidates cannot be drawn from {b} different targets: ask for fewer, or leave out --candidates</source>
      <translation>无法从 {b} 个不同的目标中抽取 {a} 个候选：请减少数量，或去掉 --candidates</translation>
    </message>
    <message>
      <source>the target of example {a} cannot be spelled with the model's pieces, so no answer can be right: leave such examples out</source>
      <translation>例题 {a} 的目标无法用模型的片段拼出，因此不可能答对：请去掉这样的例题</translation>
    </message>
    <message>
      <source>scores of texts take sacrebleu and rouge-score, which are not installed: pip install 'wmstudio[applications]'</source>
      <translation>文本的评分需要 sacrebleu 和 rouge-score，尚未安装：pip install 'wmstudio[applications]'</translation>
    </message>
    <message>
      <source>{a} learns neither books nor words</source>
      <translation>{a} 既不学习书籍也不学习词</translation>
    </message>
    <message>
      <source>{a} is no report of benchmarks: name another file with --json</source>
      <translation>{a} 不是基准测试的报告：请用 --json 指明另一个文件</translation>
    </message>
    <message>
      <source>this kind of model can have no neural cache</source>
      <translation>这类模型不能有神经缓存</translation>
    </message>
    <message>
      <source>the texts are too short to fit a cache on</source>
      <translation>文本太短，无法拟合缓存</translation>
    </message>
    <message>
      <source>an estimate needs items, and both of its numbers for each</source>
      <translation>估计需要数据项，以及每一项的两个数</translation>
    </message>
    <message>
      <source>the model gives no probabilities: train it again</source>
      <translation>模型没有给出概率：请重新训练</translation>
    </message>
    <message>
      <source>there is no folder {a} with .tsv files of minimal pairs</source>
      <translation>没有含最小对立对 .tsv 文件的文件夹 {a}</translation>
    </message>
    <message>
      <source>{a} has no .tsv or .jsonl files of minimal pairs</source>
      <translation>{a} 中没有含最小对立对的 .tsv 或 .jsonl 文件</translation>
    </message>
    <message>
      <source>{a} is empty: it should have a pair of sentences a line</source>
      <translation>{a} 是空的：每行应有一对句子</translation>
    </message>
    <message>
      <source>{a}, line {b}, is no pair: it should be a good sentence, a tab, and a bad one that differs</source>
      <translation>{a} 第 {b} 行不是一对：应为正确的句子、制表符和一个与之不同的错误句子</translation>
    </message>
    <message>
      <source>{a} has no pair of sentences that differ</source>
      <translation>{a} 中没有一对不同的句子</translation>
    </message>
    <message>
      <source>{a}: left out {b} of {c} pairs, whose sentences are equal</source>
      <translation>{a}：{c} 对中有 {b} 对句子相同，已略去</translation>
    </message>
    <message>
      <source>the model's probabilities of the sentences are no numbers</source>
      <translation>模型给句子的概率不是数</translation>
    </message>
    <message>
      <source>there is no filler of {a} words</source>
      <translation>没有 {a} 个词的填充语</translation>
    </message>
    <message>
      <source>there is no text to count n-grams in</source>
      <translation>没有可以统计 n 元组的文本</translation>
    </message>
    <message>
      <source>the text is empty, so there is nothing to measure</source>
      <translation>文本是空的，因此没有可测量的内容</translation>
    </message>
    <message>
      <source>the model's probabilities of the text are no finite numbers</source>
      <translation>模型给文本的概率不是有限数</translation>
    </message>
    <message>
      <source>a capacity must be from 1 to {a} slots: twice as many keys are needed</source>
      <translation>容量必须是 1 到 {a} 个槽：需要两倍数量的键</translation>
    </message>
    <message>
      <source>a run with scores</source>
      <translation>一次有得分的训练</translation>
    </message>
    <message>
      <source>a worker has another model at {a}: every machine has to see the same files</source>
      <translation>有一个工作进程的 {a} 处是另一个模型：每台机器看到的文件必须相同</translation>
    </message>
    <message>
      <source>the texts have no sentence that asks for a name: name longer ones, or ask none (wmstudio eval --questions 0)</source>
      <translation>文本中没有询问名字的句子：请指明更长的文本，或不提问（wmstudio eval --questions 0）</translation>
    </message>
    <message>
      <source>the texts are too short to cut {a} passages from: name more or longer ones</source>
      <translation>文本太短，无法截取 {a} 个段落：请指明更多或更长的文本</translation>
    </message>
    <message>
      <source>every name is a single piece here: there is nothing to count</source>
      <translation>这里每个名字都是单个片段：没有可统计的内容</translation>
    </message>
    <message>
      <source>a worker has another checkpoint at {a}: every machine has to see the same files</source>
      <translation>有一个工作进程的 {a} 中是另一个检查点：每台机器看到的文件必须相同</translation>
    </message>
    <message>
      <source>{a} is not the report of a study: make it anew</source>
      <translation>{a} 不是研究的报告：请重新生成</translation>
    </message>
    <message>
      <source>{a} is no report of results: name another file with --json</source>
      <translation>{a} 不是结果的报告：请用 --json 指明另一个文件</translation>
    </message>
    <message>
      <source>two of the recipes have the same name, so their runs would be mixed up</source>
      <translation>有两个配方同名，它们的训练会混在一起</translation>
    </message>
    <message>
      <source>{a}: the loss is no number at step {b}: lower 'learning_rate'</source>
      <translation>{a}：第 {b} 步的损失不是数：请减小 'learning_rate'</translation>
    </message>
    <message>
      <source>{a} is not the report of a {b}: name another file, or delete it</source>
      <translation>{a} 不是 {b} 的报告：请指明另一个文件，或删除它</translation>
    </message>
    <message>
      <source>{a} learns no memory task, and a study is about those</source>
      <translation>{a} 不学习记忆任务，而研究只针对记忆任务</translation>
    </message>
    <message>
      <source>{a} begins with the weights of a checkpoint, and a study compares what is learned from fresh ones: leave out 'start'</source>
      <translation>{a} 从检查点的权重开始，而研究比较的是从新权重学到的内容：请去掉 'start'</translation>
    </message>
    <message>
      <source>{a} has too few different prompts ({b}) to hold out {c}% of them</source>
      <translation>{a} 的不同提示太少（{b} 个），不够留出其中的 {c}%</translation>
    </message>
    <message>
      <source>{a} is not UTF-8 text (byte {b})</source>
      <translation>{a} 不是 UTF-8 文本（字节 {b}）</translation>
    </message>
    <message>
      <source>{a}, line {b}, has {c} characters, and at most {d} are read: cut it</source>
      <translation>{a} 第 {b} 行有 {c} 个字符，最多读取 {d} 个：请缩短</translation>
    </message>
    <message>
      <source>{a}, line {b}: {c}</source>
      <translation>{a} 第 {b} 行：{c}</translation>
    </message>
    <message>
      <source>{a} is no key of an example: {b}</source>
      <translation>{a} 不是例题的键；可用的有：{b}</translation>
    </message>
    <message>
      <source>{a} has no examples in it</source>
      <translation>{a} 中没有例题</translation>
    </message>
    <message>
      <source>{a}: its {b} is empty</source>
      <translation>{a}：{b} 是空的</translation>
    </message>
    <message>
      <source>{a}, example {b}</source>
      <translation>{a} 例题 {b}</translation>
    </message>
    <message>
      <source>{a}: its {b} has {c} characters, and at most {d} are read: cut it</source>
      <translation>{a}：{b} 有 {c} 个字符，最多读取 {d} 个：请缩短</translation>
    </message>
    <message>
      <source>{a}: its target {b} is not a choice</source>
      <translation>{a}：目标 {b} 不是选项之一</translation>
    </message>
    <message>
      <source>{a}: one of its choices is given twice</source>
      <translation>{a}：有一个选项给出了两次</translation>
    </message>
    <message>
      <source>{a}: another example has the id {b} too</source>
      <translation>{a}：另一个例题也使用标识 {b}</translation>
    </message>
    <message>
      <source>{a} has too few different first lines ({b}) to hold out {c}% of them</source>
      <translation>{a} 的不同首行太少（{b} 个），不够留出其中的 {c}%</translation>
    </message>
    <message>
      <source>1 that occurs twice is left out of the test</source>
      <translation>有 1 项出现两次，测试中已略去</translation>
    </message>
    <message>
      <source>{a} that occur twice are left out of the test</source>
      <translation>有 {a} 项出现两次，测试中已略去</translation>
    </message>
    <message>
      <source>1 whose target is learned too is left out of the test</source>
      <translation>有 1 项的目标也在学习之列，测试中已略去</translation>
    </message>
    <message>
      <source>{a} whose target is learned too are left out of the test</source>
      <translation>有 {a} 项的目标也在学习之列，测试中已略去</translation>
    </message>
    <message>
      <source>a number, a space and a sentence</source>
      <translation>一个数、一个空格和一个句子</translation>
    </message>
    <message>
      <source>a sentence, its translation and its authors between tabs</source>
      <translation>以制表符分隔的句子、译文和作者</translation>
    </message>
    <message>
      <source>a sentence and 0 or 1, with a tab between them</source>
      <translation>以制表符分隔的句子和 0 或 1</translation>
    </message>
    <message>
      <source>1 of {a} has no text or no summary and is left out</source>
      <translation>{a} 中有 1 项没有文本或摘要，已略去</translation>
    </message>
    <message>
      <source>{a} of {b} have no text or no summary and are left out</source>
      <translation>{b} 中有 {a} 项没有文本或摘要，已略去</translation>
    </message>
    <message>
      <source>{a} is YAML, which takes PyYAML to read: pip install 'wmstudio[applications]'</source>
      <translation>{a} 是 YAML，读取它需要 PyYAML：pip install 'wmstudio[applications]'</translation>
    </message>
    <message>
      <source>{a} is not YAML: {b}</source>
      <translation>{a} 不是 YAML：{b}</translation>
    </message>
    <message>
      <source>{a} has no list of conversations</source>
      <translation>{a} 没有对话的列表</translation>
    </message>
    <message>
      <source>1 conversation of {a} is no list of turns and left out</source>
      <translation>{a} 中有 1 个对话不是发言的列表，已略去</translation>
    </message>
    <message>
      <source>{a} conversations of {b} are no lists of turns and left out</source>
      <translation>{b} 中有 {a} 个对话不是发言的列表，已略去</translation>
    </message>
    <message>
      <source>1 conversation of {a} ends before a turn that is no text</source>
      <translation>{a} 中有 1 个对话在一个不是文本的发言之前结束</translation>
    </message>
    <message>
      <source>{a} conversations of {b} end before a turn that is no text</source>
      <translation>{b} 中有 {a} 个对话在一个不是文本的发言之前结束</translation>
    </message>
    <message>
      <source>{a}, line {b}, is not {c}</source>
      <translation>{a} 第 {b} 行不是{c}</translation>
    </message>
    <message>
      <source>{a} is empty</source>
      <translation>{a} 是空的</translation>
    </message>
    <message>
      <source>{a} is in none of the layouts of examples that are read: {b}</source>
      <translation>{a} 不属于任何能读取的例题格式：{b}</translation>
    </message>
    <message>
      <source>there is no generator for bAbI's task {a}; there is for {b}</source>
      <translation>没有 bAbI 任务 {a} 的生成器；有生成器的是 {b}</translation>
    </message>
    <message>
      <source>{a} would be among the devices of this machine: name another folder</source>
      <translation>{a} 位于本机的设备文件之中：请指明另一个文件夹</translation>
    </message>
    <message>
      <source>{a}; what was in the file is kept in {b}</source>
      <translation>{a}；文件原来的内容保存在 {b} 中</translation>
    </message>
    <message>
      <source>nobody reads from this pipe: start its reader first</source>
      <translation>没有程序在读取这个管道：请先启动读取的一方</translation>
    </message>
    <message>
      <source>the file has been committed or discarded</source>
      <translation>文件已提交或已放弃</translation>
    </message>
    <message>
      <source>the file is write-protected</source>
      <translation>文件受写保护</translation>
    </message>
    <message>
      <source>it is a folder, so name a file in it</source>
      <translation>它是文件夹，请指明其中的一个文件</translation>
    </message>
    <message>
      <source>it is neither a file nor a pipe, so name another</source>
      <translation>它既不是文件也不是管道，请另指明一个</translation>
    </message>
    <message>
      <source>this model has no signal {a}; did you mean {b}? it has: {c}</source>
      <translation>这个模型没有信号 {a}；您是指 {b} 吗？它有：{c}</translation>
    </message>
    <message>
      <source>this model has no signal {a}; it has: {b}</source>
      <translation>这个模型没有信号 {a}；它有：{b}</translation>
    </message>
    <message>
      <source>the text has {a} tokens, counted from 0, and none is number {b}</source>
      <translation>文本有 {a} 个词元，从 0 开始编号，没有编号 {b}</translation>
    </message>
    <message>
      <source>there is no word {a} in the text</source>
      <translation>文本中没有词 {a}</translation>
    </message>
    <message>
      <source>the memory of this model keeps no single words</source>
      <translation>这个模型的记忆不保存单个的词</translation>
    </message>
    <message>
      <source>there is no word to forget</source>
      <translation>没有要忘记的词</translation>
    </message>
    <message>
      <source>a whole number of at least {a}</source>
      <translation>不小于 {a} 的整数</translation>
    </message>
    <message>
      <source>a whole number from {a} to {b}</source>
      <translation>{a} 到 {b} 的整数</translation>
    </message>
    <message>
      <source>a finite number</source>
      <translation>有限数</translation>
    </message>
    <message>
      <source>a finite number from {a} to {b}</source>
      <translation>{a} 到 {b} 的有限数</translation>
    </message>
    <message>
      <source>a finite number of at least {a}</source>
      <translation>不小于 {a} 的有限数</translation>
    </message>
    <message>
      <source>a list, as in {a}</source>
      <translation>一个列表，例如 {a}</translation>
    </message>
    <message>
      <source>{a} must be a list, as in {b}, without {c}</source>
      <translation>{a} 必须是一个列表，例如 {b}，其中不能有 {c}</translation>
    </message>
    <message>
      <source>a function</source>
      <translation>一个函数</translation>
    </message>
    <message>
      <source>a path</source>
      <translation>一个路径</translation>
    </message>
    <message>
      <source>'sampling' must be as in Sampling(seed=1), not {a}</source>
      <translation>'sampling' 必须形如 Sampling(seed=1)，不能是 {a}</translation>
    </message>
    <message>
      <source>{a} must be {b}, not {c}</source>
      <translation>{a} 必须是{b}，不能是 {c}</translation>
    </message>
    <message>
      <source>The text needs a token before its last one, which is the target.</source>
      <translation>文本的最后一个词元是目标，它前面必须还有一个词元。</translation>
    </message>
    <message>
      <source>{a} has no network here, so there is no lens.</source>
      <translation>{a} 在这里没有网络，因此没有透镜。</translation>
    </message>
    <message>
      <source>The target {a} is {b} tokens of this model, not one.</source>
      <translation>目标 {a} 是这个模型的 {b} 个词元，不是一个。</translation>
    </message>
    <message>
      <source>{a} has no PyTorch network here</source>
      <translation>{a} 在这里没有 PyTorch 网络</translation>
    </message>
    <message>
      <source>{a} has no SentencePiece tokenizer here</source>
      <translation>{a} 在这里没有 SentencePiece 分词器</translation>
    </message>
    <message>
      <source>these signals would take {a} GB for {b} tokens: name fewer of them</source>
      <translation>这些信号对 {b} 个词元会占用 {a} GB：请减少信号</translation>
    </message>
    <message>
      <source>the piece to ask with is empty</source>
      <translation>用来询问的片段是空的</translation>
    </message>
    <message>
      <source>This model has no capacity {a}; it has: {b}.</source>
      <translation>这个模型没有容量 {a}；它有：{b}。</translation>
    </message>
    <message>
      <source>this trace is too long for JSON: save it as .npz</source>
      <translation>这条轨迹太长，不能用 JSON：请保存为 .npz</translation>
    </message>
    <message>
      <source>a trace is saved as .npz or .json, not as {a}</source>
      <translation>轨迹保存为 .npz 或 .json，不能保存为 {a}</translation>
    </message>
    <message>
      <source>{a} is {b} tokens, not one: {c}</source>
      <translation>{a} 是 {b} 个词元，不是一个：{c}</translation>
    </message>
    <message>
      <source>there is no text to read: only a recording brings its own</source>
      <translation>没有可读取的文本：只有记录自带文本</translation>
    </message>
    <message>
      <source>the table is empty: there is nothing to clear yet</source>
      <translation>表是空的：还没有可清除的内容</translation>
    </message>
    <message>
      <source>the table holds tokens {a} to {b}, not {c}</source>
      <translation>表中保存的是词元 {a} 到 {b}，没有 {c}</translation>
    </message>
    <message>
      <source>there is no item {a}: they are counted from 0 to {b}</source>
      <translation>没有第 {a} 项：编号从 0 到 {b}</translation>
    </message>
    <message>
      <source>{a} has another size in this model than in the one that it was copied from: give both the same settings</source>
      <translation>{a} 在这个模型中的大小与复制来源的模型不同：请让两者使用相同的设置</translation>
    </message>
    <message>
      <source>the memory holds no token yet</source>
      <translation>记忆中还没有词元</translation>
    </message>
    <message>
      <source>the memory holds tokens {a} to {b}, not {c}</source>
      <translation>记忆中保存的是词元 {a} 到 {b}，没有 {c}</translation>
    </message>
    <message>
      <source>{a} has another form here: it cannot be put in</source>
      <translation>{a} 在这里的形式不同：无法放入</translation>
    </message>
    <message>
      <source>it holds {a} tokens, and here is room for {b}: give both the same settings</source>
      <translation>它含有 {a} 个词元，这里只能容纳 {b} 个：请让两者使用相同的设置</translation>
    </message>
    <message>
      <source>the memory holds nothing of token {a}</source>
      <translation>记忆中没有词元 {a} 的内容</translation>
    </message>
    <message>
      <source>slots with keys of 'recent' tokens need the policy 'fifo'</source>
      <translation>键取自“recent”词元的槽需要策略 'fifo'</translation>
    </message>
    <message>
      <source>slots that are written once a word need keys of 'recent' tokens</source>
      <translation>每个词写入一次的槽，其键需要取自“recent”词元</translation>
    </message>
    <message>
      <source>slots with keys of 'recent' tokens are at most {a}</source>
      <translation>键取自“recent”词元的槽最多 {a} 个</translation>
    </message>
    <message>
      <source>the {a} holds items 0 to {b}, so not {c}</source>
      <translation>{a} 中有第 0 到 {b} 项，没有 {c}</translation>
    </message>
    <message>
      <source>the {a} holds no item, so not {b}</source>
      <translation>{a} 中没有任何项，因此没有 {b}</translation>
    </message>
    <message>
      <source>Not shown, as it is not computed for the first token: {a}.</source>
      <translation>未显示，因为第一个词元没有计算它们：{a}。</translation>
    </message>
    <message>
      <source>it reads the same text differently the second time, by {a} in the logarithm of a probability</source>
      <translation>它第二次读取同一段文本的结果不同，概率的对数相差 {a}</translation>
    </message>
    <message>
      <source>what it predicts after a token depends on the tokens that follow, so it is no causal language model</source>
      <translation>它在一个词元之后的预测取决于后面的词元，因此不是因果语言模型</translation>
    </message>
    <message>
      <source>{a} log probabilities differ by {b} from those of the text read whole, of {c} allowed</source>
      <translation>{a} 对数概率与整体读取文本时相差 {b}，允许的是 {c}</translation>
    </message>
    <message>
      <source>its cache takes {a} bytes, and {b} for each token</source>
      <translation>它的缓存占用 {a} 字节，每个词元另占 {b} 字节</translation>
    </message>
    <message>
      <source>On {a} tokens, log probabilities differ by at most {b} from those of the text read whole, of {c} allowed.</source>
      <translation>在 {a} 个词元上，对数概率与整体读取文本时最多相差 {b}，允许的是 {c}。</translation>
    </message>
    <message>
      <source>It reads one token at a time, because several at once go wrong: {a}.</source>
      <translation>它一次读取一个词元，因为一次读取几个会出错：{a}。</translation>
    </message>
    <message>
      <source>Its cache grows: after {a} tokens it begins anew with the newer half.</source>
      <translation>它的缓存会增长：{a} 个词元之后，从较新的一半重新开始。</translation>
    </message>
    <message>
      <source>{a} returns no cache</source>
      <translation>{a} 没有返回缓存</translation>
    </message>
    <message>
      <source>{a} raises {b}</source>
      <translation>{a} 引发 {b}</translation>
    </message>
    <message>
      <source>{a} is adapted, and reads one text at a time</source>
      <translation>{a} 是适配的模型，一次只读取一段文本</translation>
    </message>
    <message>
      <source>{a} returns no logits</source>
      <translation>{a} 没有返回 logits</translation>
    </message>
    <message>
      <source>{a} returns logits of the shape {b}, not of {c}</source>
      <translation>{a} 返回的 logits 形状为 {b}，而不是 {c}</translation>
    </message>
    <message>
      <source>{a} returns logits of the type {b}</source>
      <translation>{a} 返回的 logits 类型为 {b}</translation>
    </message>
    <message>
      <source>{a} returns logits that are not numbers (NaN) or infinite</source>
      <translation>{a} 返回的 logits 不是数（NaN）或为无穷大</translation>
    </message>
    <message>
      <source>{a} returns a {b}, not two things: logits and a state</source>
      <translation>{a} 返回了 {b}，而不是两项：logits 和状态</translation>
    </message>
    <message>
      <source>{a}: the step</source>
      <translation>{a}：step</translation>
    </message>
    <message>
      <source>{a} is nested more than {b} deep</source>
      <translation>{a} 嵌套超过 {b} 层</translation>
    </message>
    <message>
      <source>{a} is a {b}; a state may be made of tensors and numbers in tuples, lists, dictionaries and dataclasses</source>
      <translation>{a} 是 {b}；状态可以由张量和数构成，放在元组、列表、字典和数据类中</translation>
    </message>
    <message>
      <source>Its step takes a token as {a}.</source>
      <translation>它的 step 以 {a} 的形式接收词元。</translation>
    </message>
    <message>
      <source>No initial state was given, so its first step gets None.</source>
      <translation>没有给出初始状态，因此第一步得到 None。</translation>
    </message>
    <message>
      <source>the longest text to read whole is {a} tokens or more</source>
      <translation>整体读取的最长文本至少要有 {a} 个词元</translation>
    </message>
    <message>
      <source>It has no step, so it reads the latest {a} to {b} tokens anew for every change of the text.</source>
      <translation>它没有 step，因此文本每次改变都重新读取最近的 {a} 到 {b} 个词元。</translation>
    </message>
    <message>
      <source>start={a} is none of its {b} tokens</source>
      <translation>start={a} 不在它的 {b} 个词元之中</translation>
    </message>
    <message>
      <source>a memory of {a} bytes; this program goes up to {b}</source>
      <translation>记忆占用 {a} 字节；本程序最多支持 {b} 字节</translation>
    </message>
    <message>
      <source>a memory of {a} bytes, with which {b} tokens take {c}; this machine has {d} free</source>
      <translation>记忆占用 {a} 字节，读取 {b} 个词元要占用 {c}；本机空闲 {d}</translation>
    </message>
    <message>
      <source>This model's memory is large: its state takes {a}, and showing everything takes {b} for each token, so reading is slow.</source>
      <translation>这个模型的记忆很大：状态占用 {a}，显示全部内容时每个词元占用 {b}，因此读取较慢。</translation>
    </message>
    <message>
      <source>{a} heads cannot share {b} of keys and values</source>
      <translation>{a} 个头不能共用 {b} 个键值头</translation>
    </message>
    <message>
      <source>heads of {a} features cannot have rotary positions</source>
      <translation>有 {a} 个特征的头不能使用旋转位置编码</translation>
    </message>
    <message>
      <source>there is no device {a} here; there is: auto, {b}</source>
      <translation>这里没有设备 {a}；可用的有：auto, {b}</translation>
    </message>
    <message>
      <source>nothing is held of token {a}</source>
      <translation>没有保存词元 {a} 的内容</translation>
    </message>
    <message>
      <source>The embeddings of this model are not known, so there is no gradient.</source>
      <translation>这个模型的嵌入未知，因此没有梯度。</translation>
    </message>
    <message>
      <source>This model looks its tokens up in a way that has no gradient.</source>
      <translation>这个模型查找词元的方式没有梯度。</translation>
    </message>
    <message>
      <source>The text has {a} tokens: a lens reads at least 1 and at most {b}.</source>
      <translation>文本有 {a} 个词元：透镜至少读取 1 个，最多读取 {b} 个。</translation>
    </message>
    <message>
      <source>{a} of {b} features cannot be turned in pairs</source>
      <translation>{b} 个特征中的 {a} 个不能成对旋转</translation>
    </message>
    <message>
      <source>a window of {a} tokens is not read</source>
      <translation>不支持 {a} 个词元的窗口</translation>
    </message>
    <message>
      <source>a convolution over {a} token is none: it needs at least 2</source>
      <translation>{a} 个词元的卷积不是卷积：至少需要 2 个</translation>
    </message>
    <message>
      <source>{a} heads of values cannot share {b} of keys</source>
      <translation>{a} 个值的头不能共用 {b} 个键的头</translation>
    </message>
    <message>
      <source>'head_width' must be even, as positions turn pairs of features</source>
      <translation>'head_width' 必须是偶数，因为位置编码成对地旋转特征</translation>
    </message>
    <message>
      <source>{a} heads cannot be shared out among {b} groups</source>
      <translation>{a} 个头不能分给 {b} 个组</translation>
    </message>
    <message>
      <source>{a} of {b} experts cannot be asked</source>
      <translation>不能从 {b} 个专家中选用 {a} 个</translation>
    </message>
    <message>
      <source>{a} key and {b} value features cannot be shared out among {c} heads</source>
      <translation>{a} 个键特征和 {b} 个值特征不能分给 {c} 个头</translation>
    </message>
    <message>
      <source>no layer has a recurrent state</source>
      <translation>没有层具有循环状态</translation>
    </message>
    <message>
      <source>{a} units cannot be cut into {b} blocks</source>
      <translation>{a} 个单元不能分成 {b} 块</translation>
    </message>
    <message>
      <source>'width' must be a multiple of twice 'heads', and {a} is none of {b}</source>
      <translation>'width' 必须是 'heads' 两倍的倍数，而 {a} 不是 {b} 的倍数</translation>
    </message>
    <message>
      <source>{a} channels cannot be shared out among {b} heads</source>
      <translation>{a} 个通道不能分给 {b} 个头</translation>
    </message>
    <message>
      <source>{a} units cannot be shared out among {b} heads</source>
      <translation>{a} 个单元不能分给 {b} 个头</translation>
    </message>
    <message>
      <source>there is no token {a}: {b} were read</source>
      <translation>没有词元 {a}：已读取 {b} 个</translation>
    </message>
    <message>
      <source>the memory does not hold token {a}: there is nothing to forget</source>
      <translation>记忆中没有词元 {a}：没有可遗忘的内容</translation>
    </message>
    <message>
      <source>the memory holds no token of piece {a}: there is nothing to forget</source>
      <translation>记忆中没有片段 {a} 的词元：没有可遗忘的内容</translation>
    </message>
    <message>
      <source>the memory holds no token before {a}: there is nothing to forget</source>
      <translation>记忆中没有 {a} 之前的词元：没有可遗忘的内容</translation>
    </message>
    <message>
      <source>unknown family {a}; there are: {b}</source>
      <translation>未知的模型族 {a}；可用的有：{b}</translation>
    </message>
    <message>
      <source>family {a} has no size {b}; did you mean {c}?</source>
      <translation>模型族 {a} 没有大小参数 {b}；您是指 {c} 吗？</translation>
    </message>
    <message>
      <source>family {a} has no size {b}</source>
      <translation>模型族 {a} 没有大小参数 {b}</translation>
    </message>
    <message>
      <source>{a} must be one of {b}, not {c}</source>
      <translation>{a} 必须是 {b} 之一，不能是 {c}</translation>
    </message>
    <message>
      <source>{a} must be a whole number from 1 to {b}, not {c}</source>
      <translation>{a} 必须是 1 到 {b} 的整数，不能是 {c}</translation>
    </message>
    <message>
      <source>the memory has forgotten token {a}</source>
      <translation>记忆已经遗忘了词元 {a}</translation>
    </message>
    <message>
      <source>your home folder is not known: set the environment variable HOME to a folder that you may write to</source>
      <translation>无法得知您的主文件夹：请把环境变量 HOME 设为一个您可以写入的文件夹</translation>
    </message>
    <message>
      <source>The format {a} cannot be loaded: {b}.</source>
      <translation>无法加载格式 {a}：{b}。</translation>
    </message>
    <message>
      <source>The panel {a} cannot be loaded: {b}.</source>
      <translation>无法加载面板 {a}：{b}。</translation>
    </message>
    <message>
      <source>several workers need Dask: pip install 'wmstudio[cluster]', or leave out --workers and --scheduler</source>
      <translation>多个工作进程需要 Dask：pip install 'wmstudio[cluster]'，或去掉 --workers 和 --scheduler</translation>
    </message>
    <message>
      <source>the scheduler {a} cannot be reached ({b}): check its address and certificates</source>
      <translation>无法连接调度器 {a}（{b}）：请检查它的地址和证书</translation>
    </message>
    <message>
      <source>of this machine</source>
      <translation>本机的</translation>
    </message>
    <message>
      <source>{a} should be tls://HOST:PORT, the address of a scheduler</source>
      <translation>{a} 应为 tls://HOST:PORT，即调度器的地址</translation>
    </message>
    <message>
      <source>{a} is not encrypted, and what is sent to a scheduler can run code: start it with certificates, and write tls:// (see docs/several-processes.md)</source>
      <translation>{a} 没有加密，而发给调度器的内容可以运行代码：请用证书启动调度器，并写 tls://（见 docs/several-processes.md）</translation>
    </message>
    <message>
      <source>a scheduler with tls:// needs certificates: name them with --tls-ca, --tls-cert and --tls-key</source>
      <translation>使用 tls:// 的调度器需要证书：请用 --tls-ca、--tls-cert 和 --tls-key 指明</translation>
    </message>
    <message>
      <source>a worker has version {a} of the program, and this is {b}: install the same on every machine</source>
      <translation>有一个工作进程的程序版本是 {a}，而本机是 {b}：请在每台机器上安装相同的版本</translation>
    </message>
    <message>
      <source>{a}: every worker that tried it has ended; there may be too little memory</source>
      <translation>{a}：尝试过它的工作进程都已结束；可能是内存不足</translation>
    </message>
    <message>
      <source>the scheduler has been lost: what was done is kept, and the same command goes on</source>
      <translation>与调度器的连接已断开：已完成的内容会保留，再次运行同一命令即可继续</translation>
    </message>
    <message>
      <source>The opening was cancelled: what was open still is.</source>
      <translation>已取消打开：原来打开的内容保持不变。</translation>
    </message>
    <message>
      <source>It was stopped: nothing was written.</source>
      <translation>已停止：没有写入任何内容。</translation>
    </message>
    <message>
      <source>{a} is no address: write ssh://host or tcp://host:port.</source>
      <translation>{a} 不是地址：请写 ssh://host 或 tcp://host:port。</translation>
    </message>
    <message>
      <source>The path of wmstudio must not have spaces or control characters.</source>
      <translation>wmstudio 的路径不能含有空格或控制字符。</translation>
    </message>
    <message>
      <source>An address of this kind is tcp://host:port and nothing more.</source>
      <translation>这类地址只能是 tcp://host:port，不能有其他内容。</translation>
    </message>
    <message>
      <source>{a} cannot be the name of a {b}: it must not begin with a dash or have spaces, control characters, or signs of a shell such as $ and |.</source>
      <translation>{a} 不能是 {b} 的名称：不能以短横线开头，也不能含有空格、控制字符，或 $、| 这类 shell 符号。</translation>
    </message>
    <message>
      <source>{a} is no port: it is a number from 1 to 65535.</source>
      <translation>{a} 不是端口：端口是 1 到 65535 的数。</translation>
    </message>
    <message>
      <source>The connection failed: {a}.</source>
      <translation>连接失败：{a}。</translation>
    </message>
    <message>
      <source>{a} is no key: a key has 40 characters.</source>
      <translation>{a} 不是密钥：密钥有 40 个字符。</translation>
    </message>
    <message>
      <source>it is there already, and keys are never replaced</source>
      <translation>它已存在，而密钥从不会被替换</translation>
    </message>
    <message>
      <source>{a} holds no keys: make some with wmstudio serve --make-keys FILE.</source>
      <translation>{a} 中没有密钥：请用 wmstudio serve --make-keys FILE 生成。</translation>
    </message>
    <message>
      <source>Others can read {a}: change that with chmod 600 {b}.</source>
      <translation>其他人可以读取 {a}：请用 chmod 600 {b} 更改权限。</translation>
    </message>
    <message>
      <source>The server was started again meanwhile, and this was lost: ask for it again.</source>
      <translation>服务器在此期间重新启动过，这个请求已丢失：请重新请求。</translation>
    </message>
    <message>
      <source>An address of this kind is tcp://host:port.</source>
      <translation>这类地址是 tcp://host:port。</translation>
    </message>
    <message>
      <source>Another machine is reached only with keys: give the server's key, or use ssh.</source>
      <translation>连接另一台机器必须使用密钥：请给出服务器的密钥，或使用 ssh。</translation>
    </message>
    <message>
      <source>No host is called {a}: check the address, and the network.</source>
      <translation>没有名为 {a} 的主机：请检查地址和网络。</translation>
    </message>
    <message>
      <source>{a} can be no name of a host: check it.</source>
      <translation>{a} 不能作为主机名：请检查。</translation>
    </message>
    <message>
      <source>Other machines are served only with keys: name those that may connect (--allow).</source>
      <translation>为其他机器提供服务必须使用密钥：请指明允许连接的密钥（--allow）。</translation>
    </message>
    <message>
      <source>{a} is no address of this machine: name one of its own (--address).</source>
      <translation>{a} 不是这台计算机的地址：请指定它自己的地址（--address）。</translation>
    </message>
    <message>
      <source>Port {a} of {b} cannot be used: {c}.</source>
      <translation>无法使用 {b} 的端口 {a}：{c}。</translation>
    </message>
    <message>
      <source>The server does not know this window any more.</source>
      <translation>服务器不再认识此窗口。</translation>
    </message>
    <message>
      <source>A message of this window is damaged: connect again.</source>
      <translation>此窗口的一条消息已损坏：请重新连接。</translation>
    </message>
    <message>
      <source>The server could not read a message: {a}.</source>
      <translation>服务器无法读取一条消息：{a}。</translation>
    </message>
    <message>
      <source>{a} has WM Studio {b} and this is {c}, and their messages differ: install the same version on both machines.</source>
      <translation>{a} 的版本是 WM Studio {b}，此处是 {c}，二者的消息不同：请在两台计算机上安装相同的版本。</translation>
    </message>
    <message>
      <source>The server could not make a folder for this window: {a}.</source>
      <translation>服务器无法为这个窗口创建文件夹：{a}。</translation>
    </message>
    <message>
      <source>The server has {a} windows already: try again later.</source>
      <translation>服务器已有 {a} 个窗口：请稍后再试。</translation>
    </message>
    <message>
      <source>The server could not write an answer, which is a fault of WM Studio: it begins anew.</source>
      <translation>服务器无法写出答复，这是 WM Studio 的错误：它将重新开始。</translation>
    </message>
    <message>
      <source>This server has no model {a}: choose one of its list.</source>
      <translation>这个服务器没有模型 {a}：请从它的列表中选择。</translation>
    </message>
    <message>
      <source>The answer is too large to be sent from another machine: ask for less.</source>
      <translation>结果太大，无法从另一台机器发送：请减少请求的内容。</translation>
    </message>
    <message>
      <source>The model is on another machine: save it there.</source>
      <translation>模型在另一台机器上：请在那里保存。</translation>
    </message>
    <message>
      <source>A file of this machine cannot be searched there.</source>
      <translation>无法在那台机器上搜索这台机器的文件。</translation>
    </message>
    <message>
      <source>{a} cannot be run on this computer: {b}.</source>
      <translation>无法在这台计算机上运行 {a}：{b}。</translation>
    </message>
    <message>
      <source>The connection was closed.</source>
      <translation>连接已关闭。</translation>
    </message>
    <message>
      <source>wmstudio was not found on {a}: install it there, or write where it is, as in ssh://{b}/path/to/wmstudio ({c}).</source>
      <translation>在 {a} 上找不到 wmstudio：请在那里安装，或写明它的位置，例如 ssh://{b}/path/to/wmstudio（{c}）。</translation>
    </message>
    <message>
      <source>wmstudio was not found on {a}: install it there, or write where it is, as in ssh://{b}/path/to/wmstudio.</source>
      <translation>在 {a} 上找不到 wmstudio：请在那里安装，或写明它的位置，例如 ssh://{b}/path/to/wmstudio。</translation>
    </message>
    <message>
      <source>wmstudio on {a} did not answer ({b}).</source>
      <translation>{a} 上的 wmstudio 没有应答（{b}）。</translation>
    </message>
    <message>
      <source>wmstudio on {a} did not answer.</source>
      <translation>{a} 上的 wmstudio 没有应答。</translation>
    </message>
    <message>
      <source>wmstudio could not be started on {a} ({b}).</source>
      <translation>无法在 {a} 上启动 wmstudio（{b}）。</translation>
    </message>
    <message>
      <source>wmstudio could not be started on {a}.</source>
      <translation>无法在 {a} 上启动 wmstudio。</translation>
    </message>
    <message>
      <source>The connection to the server is lost.</source>
      <translation>与服务器的连接已断开。</translation>
    </message>
    <message>
      <source>The server does not answer.</source>
      <translation>服务器没有应答。</translation>
    </message>
    <message>
      <source>The server does not know this key: give its owner your public key.</source>
      <translation>服务器不认识这个密钥：请把您的公钥交给它的所有者。</translation>
    </message>
    <message>
      <source>A web server answers there, and no server of WM Studio: check the port.</source>
      <translation>那里应答的是网页服务器，不是 WM Studio 的服务器：请检查端口。</translation>
    </message>
    <message>
      <source>Another program answers there, and no server of WM Studio: check the port.</source>
      <translation>那里应答的是另一个程序，不是 WM Studio 的服务器：请检查端口。</translation>
    </message>
    <message>
      <source>A program that says nothing takes connections there: check the port.</source>
      <translation>那里有一个接受连接却不作声的程序：请检查端口。</translation>
    </message>
    <message>
      <source>The connection was closed at once: no server is running there.</source>
      <translation>连接立即被关闭：那里没有服务器在运行。</translation>
    </message>
    <message>
      <source>A message of the server is damaged: {a}.</source>
      <translation>服务器的一条消息已损坏：{a}。</translation>
    </message>
    <message>
      <source>it cannot be read</source>
      <translation>无法读取</translation>
    </message>
    <message>
      <source>The engine has ended ({a}): save your text and start again.</source>
      <translation>引擎已终止（{a}）：请保存文本并重新启动。</translation>
    </message>
    <message>
      <source>{a} pairs need as many keys, and there are {b}</source>
      <translation>{a} 个配对需要同样数量的键，而键只有 {b} 个</translation>
    </message>
    <message>
      <source>{a} keys and {b} values are more than the {c} characters that there are</source>
      <translation>{a} 个键和 {b} 个值超过了可用的 {c} 个字符</translation>
    </message>
    <message>
      <source>task {a}: {b}</source>
      <translation>任务 {a}：{b}</translation>
    </message>
    <message>
      <source>'length' must be even, so that all is closed, not {a}</source>
      <translation>'length' 必须是偶数，这样所有括号才能闭合，不能是 {a}</translation>
    </message>
    <message>
      <source>{a} symbols have none that stands {b} later</source>
      <translation>{a} 个符号中没有相隔 {b} 个的符号</translation>
    </message>
    <message>
      <source>{a} needles of two symbols do not fit into {b}</source>
      <translation>{a} 个各占两个符号的“针”放不进 {b} 个符号</translation>
    </message>
    <message>
      <source>{a} keys cannot be reassigned where there are {b} pairs</source>
      <translation>只有 {b} 个配对时，不能重新赋值 {a} 个键</translation>
    </message>
    <message>
      <source>the task has no name: give it one of these: {a}</source>
      <translation>任务没有名称：请使用以下名称之一：{a}</translation>
    </message>
    <message>
      <source>there is no task {a}; there are: {b}</source>
      <translation>没有任务 {a}；可用的有：{b}</translation>
    </message>
    <message>
      <source>task {a} has no size {b}; did you mean {c}?</source>
      <translation>任务 {a} 没有大小参数 {b}；您是指 {c} 吗？</translation>
    </message>
    <message>
      <source>task {a} has no size {b}; it has: {c}</source>
      <translation>任务 {a} 没有大小参数 {b}；它有：{c}</translation>
    </message>
    <message>
      <source>there is no folder {a}: name the one that has {b}</source>
      <translation>没有文件夹 {a}：请指明含有 {b} 的文件夹</translation>
    </message>
    <message>
      <source>{a} has no file {b}: the recipe needs {c} in it</source>
      <translation>{a} 中没有文件 {b}：配方需要其中的 {c}</translation>
    </message>
    <message>
      <source>{a} has {b} different words, and at most {c} can be pieces: write &lt;unk&gt; for the rare ones</source>
      <translation>{a} 有 {b} 个不同的词，最多 {c} 个能成为片段：请把罕见的词写成 &lt;unk&gt;</translation>
    </message>
    <message>
      <source>{a} has the word {b}, which is not in {c}: write &lt;unk&gt; for words outside the vocabulary, or use the files of one distribution</source>
      <translation>{a} 中有词 {b}，而 {c} 中没有：请把词表之外的词写成 &lt;unk&gt;，或使用同一套文件</translation>
    </message>
    <message>
      <source>{a} has no words</source>
      <translation>{a} 中没有词</translation>
    </message>
    <message>
      <source>{a} has the character {b}, which cannot be part of a word: remove it from the three files</source>
      <translation>{a} 中有字符 {b}，它不能是词的一部分：请从三个文件中删去</translation>
    </message>
    <message>
      <source>there is no folder {a} with .txt files to learn from</source>
      <translation>没有含 .txt 文件可供学习的文件夹 {a}</translation>
    </message>
    <message>
      <source>{a} has no .txt files to learn from</source>
      <translation>{a} 中没有可供学习的 .txt 文件</translation>
    </message>
    <message>
      <source>{a} has no book {b}, which the recipe holds out</source>
      <translation>{a} 中没有配方要留出的书 {b}</translation>
    </message>
    <message>
      <source>{a} has no book to learn from: the recipe must hold out at least one of them, and not all</source>
      <translation>{a} 中没有可供学习的书：配方必须至少留出其中一本，但不能全部留出</translation>
    </message>
    <message>
      <source>{a} has no book to validate on: the recipe must hold out at least one of them, and not all</source>
      <translation>{a} 中没有可供验证的书：配方必须至少留出其中一本，但不能全部留出</translation>
    </message>
    <message>
      <source>{a} is empty, and the recipe holds it out</source>
      <translation>{a} 是空的，而配方要留出它</translation>
    </message>
    <message>
      <source>{a} has no book with {b} chapters whose headings begin with {c}, as the recipe says</source>
      <translation>{a} 中没有配方所说的、有 {b} 章且章标题以 {c} 开头的书</translation>
    </message>
    <message>
      <source>{a} has no book of whose end {b} can be held out, as the recipe says</source>
      <translation>{a} 中没有配方所说的、结尾能留出 {b} 的书</translation>
    </message>
    <message>
      <source>{a}; the same goes for {b} of its books</source>
      <translation>{a}；其中另有 {b} 本书也是如此</translation>
    </message>
    <message>
      <source>{a} has {b} line ends, which are read as LF, and reserved characters ({c}), which are read as U+FFFD</source>
      <translation>{a} 中有 {b} 换行，读取为 LF；还有保留字符（{c} 个），读取为 U+FFFD</translation>
    </message>
    <message>
      <source>{a} has reserved characters ({b}), which are read as U+FFFD</source>
      <translation>{a} 中有保留字符（{b} 个），读取为 U+FFFD</translation>
    </message>
    <message>
      <source>{a} has {b} line ends, which are read as LF</source>
      <translation>{a} 中有 {b} 换行，读取为 LF</translation>
    </message>
    <message>
      <source>{a} is not UTF-8 text (byte {b} cannot be read): save it as UTF-8 and open it again</source>
      <translation>{a} 不是 UTF-8 文本（第 {b} 字节无法读取）：请另存为 UTF-8 后重新打开</translation>
    </message>
    <message>
      <source>{a} cannot be read: there is no such file</source>
      <translation>无法读取 {a}：没有这个文件</translation>
    </message>
    <message>
      <source>{a} is a folder: name a file of text</source>
      <translation>{a} 是文件夹：请指明一个文本文件</translation>
    </message>
    <message>
      <source>{a} is larger than {b} GB: use a part of it</source>
      <translation>{a} 大于 {b} GB：请使用其中一部分</translation>
    </message>
    <message>
      <source>{a} is UTF-16 text: save it as UTF-8 and open it again</source>
      <translation>{a} 是 UTF-16 文本：请另存为 UTF-8 后重新打开</translation>
    </message>
    <message>
      <source>{a} is not a text file (it contains zero bytes)</source>
      <translation>{a} 不是文本文件（其中含有零字节）</translation>
    </message>
    <message>
      <source>this is not a SentencePiece model</source>
      <translation>这不是 SentencePiece 模型</translation>
    </message>
    <message>
      <source>this SentencePiece model has {a} pieces</source>
      <translation>这个 SentencePiece 模型有 {a} 个片段</translation>
    </message>
    <message>
      <source>the tokenizer that was given cannot read {a} ({b}): change the text, or the tokenizer</source>
      <translation>给出的分词器无法读取 {a}（{b}）：请修改文本或分词器</translation>
    </message>
    <message>
      <source>the tokenizer gives token {a}, and the model has {b}</source>
      <translation>分词器给出词元 {a}，而模型有 {b} 个</translation>
    </message>
    <message>
      <source>its pieces are parts of words, and they do not say how they are joined: give the object that encodes and decodes with them</source>
      <translation>它的片段是词的一部分，而片段本身没有说明怎样拼接：请给出用它们编码和解码的对象</translation>
    </message>
    <message>
      <source>Its {a} pieces were given as a {b}.</source>
      <translation>它的 {a} 个片段以 {b} 的形式给出。</translation>
    </message>
    <message>
      <source>a {a} is no tokenizer: give an object with encode and decode, the pieces as a list or a string of characters, a table of ids, or None</source>
      <translation>{a} 不是分词器：请给出有 encode 和 decode 的对象、片段的列表或字符串、编号的表，或 None</translation>
    </message>
    <message>
      <source>the tokenizer has {a} pieces, and the model {b} logits</source>
      <translation>分词器有 {a} 个片段，而模型有 {b} 个 logits</translation>
    </message>
    <message>
      <source>its line {a} is no piece</source>
      <translation>它的一行 {a} 不是片段</translation>
    </message>
    <message>
      <source>its line {a} does not have as many bytes as it says</source>
      <translation>它的一行 {a} 的字节数与所写的不同</translation>
    </message>
    <message>
      <source>{a} is no literal of bytes</source>
      <translation>{a} 不是字节的字面量</translation>
    </message>
    <message>
      <source>it has the unknown sign {a}</source>
      <translation>它含有未知符号 {a}</translation>
    </message>
    <message>
      <source>Write a regular expression to look for first.</source>
      <translation>请先写出要查找的正则表达式。</translation>
    </message>
    <message>
      <source>A regular expression may have at most {a} characters.</source>
      <translation>正则表达式最多 {a} 个字符。</translation>
    </message>
    <message>
      <source>The text cannot be matched ({a}).</source>
      <translation>无法匹配此文本（{a}）。</translation>
    </message>
    <message>
      <source>Matching this expression failed: write a simpler one.</source>
      <translation>匹配此表达式失败：请写得更简单。</translation>
    </message>
    <message>
      <source>This is no regular expression: {a}.</source>
      <translation>这不是正则表达式：{a}。</translation>
    </message>
    <message>
      <source>Matching this expression took longer than {a} seconds: write a simpler one, or use a shorter text.</source>
      <translation>匹配此表达式超过了 {a} 秒：请写得更简单，或使用较短的文本。</translation>
    </message>
    <message>
      <source>A pattern is looked for in at most {a} characters: use a shorter text.</source>
      <translation>模式最多在 {a} 个字符中查找：请使用较短的文本。</translation>
    </message>
    <message>
      <source>this SentencePiece model has {a} pieces, and at most {b} are read</source>
      <translation>这个 SentencePiece 模型有 {a} 个片段，最多读取 {b} 个</translation>
    </message>
    <message>
      <source>this SentencePiece model has no byte pieces, so it cannot spell every text (train it with byte_fallback)</source>
      <translation>这个 SentencePiece 模型没有字节片段，因此不能拼出每段文本（请用 byte_fallback 训练）</translation>
    </message>
    <message>
      <source>the byte pieces of this SentencePiece model are not all there in their order, so texts would not be lossless (use it as it was trained)</source>
      <translation>这个 SentencePiece 模型的字节片段不齐全或顺序不对，文本会有损失（请按训练时的原样使用）</translation>
    </message>
    <message>
      <source>a byte piece of this SentencePiece model is no byte</source>
      <translation>这个 SentencePiece 模型有一个字节片段不是字节</translation>
    </message>
    <message>
      <source>a tokenizer of {a} pieces cannot be trained from these texts: use more text, or at most {b}</source>
      <translation>用这些文本训练不出有 {a} 个片段的分词器：请使用更多文本，或最多 {b} 个</translation>
    </message>
    <message>
      <source>a tokenizer of {a} pieces cannot be trained from these texts: use more text, or another vocab_size</source>
      <translation>用这些文本训练不出有 {a} 个片段的分词器：请使用更多文本，或另一个 vocab_size</translation>
    </message>
    <message>
      <source>the target of example {a} takes {b} tokens, and 'length' allows {c}: raise it, or leave the example out</source>
      <translation>例题 {a} 的目标有 {b} 个词元，而 'length' 允许 {c} 个：请增大它，或去掉这个例题</translation>
    </message>
    <message>
      <source>[data] examples and stories are both empty: name files, or tasks</source>
      <translation>[data] 的 examples 和 stories 都是空的：请指明文件或任务</translation>
    </message>
    <message>
      <source>1 prompt loses its beginning, since 'length' is {a} tokens</source>
      <translation>有 1 个提示失去开头，因为 'length' 是 {a} 个词元</translation>
    </message>
    <message>
      <source>{a} prompts lose their beginning, since 'length' is {b} tokens</source>
      <translation>有 {a} 个提示失去开头，因为 'length' 是 {b} 个词元</translation>
    </message>
    <message>
      <source>1 prompt that is held out loses its beginning, since 'length' is {a} tokens</source>
      <translation>留出的提示中有 1 个失去开头，因为 'length' 是 {a} 个词元</translation>
    </message>
    <message>
      <source>{a} prompts that are held out lose their beginning, since 'length' is {b} tokens</source>
      <translation>留出的提示中有 {a} 个失去开头，因为 'length' 是 {b} 个词元</translation>
    </message>
    <message>
      <source>prompts with their targets take {a} tokens on average, and at most {b}</source>
      <translation>提示连同目标平均有 {a} 个词元，最多 {b} 个</translation>
    </message>
    <message>
      <source>no text is longer than the {a} tokens that a segment takes: use longer texts, or smaller 'length' or 'segment_chunks' in the recipe</source>
      <translation>没有文本比一个片断所需的 {a} 个词元更长：请使用更长的文本，或在配方中减小 'length' 或 'segment_chunks'</translation>
    </message>
    <message>
      <source>in {a} of the segments each proper name is replaced throughout by one of another book</source>
      <translation>在 {a} 的片断中，每个专名都统一替换成另一本书中的专名</translation>
    </message>
    <message>
      <source>{a} of the segments have passages that come a second time</source>
      <translation>{a} 的片断中有第二次出现的段落</translation>
    </message>
    <message>
      <source>{a} is a file: name a folder for the checkpoint with --out</source>
      <translation>{a} 是一个文件：请用 --out 指定一个存放检查点的文件夹</translation>
    </message>
    <message>
      <source>{a} holds something else than a checkpoint: name a folder of its own with --out</source>
      <translation>{a} 中是检查点以外的内容：请用 --out 指明一个专用的文件夹</translation>
    </message>
    <message>
      <source>{a} holds a checkpoint that would be replaced by another one: name another folder with --out, or delete it</source>
      <translation>{a} 中的检查点会被另一个替换：请用 --out 指定另一个文件夹，或将其删除</translation>
    </message>
    <message>
      <source>{a} is training into {b}: wait for its end, or name another folder with --out</source>
      <translation>{a} 正在训练到 {b} 中：请等它结束，或用 --out 指明另一个文件夹</translation>
    </message>
    <message>
      <source>'start' has no weights that fit this recipe: name another checkpoint</source>
      <translation>'start' 没有适合这个配方的权重：请指明另一个检查点</translation>
    </message>
    <message>
      <source>{a} was saved by another version of this model: train into another folder, or delete it</source>
      <translation>{a} 由这个模型的另一个版本保存：请训练到另一个文件夹，或删除它</translation>
    </message>
    <message>
      <source>{a} is damaged: delete it to begin anew</source>
      <translation>{a} 已损坏：删除它即可重新开始</translation>
    </message>
    <message>
      <source>{a} is a run of another model or task: train into another folder, or delete it</source>
      <translation>{a} 是另一个模型或任务的训练：请训练到另一个文件夹，或删除它</translation>
    </message>
    <message>
      <source>{a} was begun with another {b}: train into another folder, or delete it</source>
      <translation>{a} 开始时使用了另一个 {b}：请训练到另一个文件夹，或删除它</translation>
    </message>
    <message>
      <source>{a} was begun with {b} = {c}, and the recipe says {d} = {e}: train into another folder, or delete it</source>
      <translation>{a} 开始时 {b} = {c}，而配方写的是 {d} = {e}：请训练到另一个文件夹，或删除它</translation>
    </message>
    <message>
      <source>{a} has gone on to step {b}, and the recipe says steps = {c}: train into another folder, or delete it</source>
      <translation>{a} 已进行到第 {b} 步，而配方写的是 steps = {c}：请训练到另一个文件夹，或删除它</translation>
    </message>
    <message>
      <source>the device {a} has no {b}: write precision = 'float32' in the recipe, or --precision float32</source>
      <translation>设备 {a} 没有 {b}：请在配方中写 precision = 'float32'，或使用 --precision float32</translation>
    </message>
    <message>
      <source>a batch of {a} cannot be shared by {b} processes: start at most {c}, or raise 'batch' in the recipe</source>
      <translation>批量 {a} 不能由 {b} 个进程分担：最多启动 {c} 个，或在配方中增大 'batch'</translation>
    </message>
    <message>
      <source>the processes have found different saved steps: every machine has to see the same folder under --out</source>
      <translation>各进程找到的已保存步骤不同：每台机器在 --out 下看到的文件夹必须相同</translation>
    </message>
    <message>
      <source>--device {a} cannot be shared by processes: leave it out, or write cuda or cpu</source>
      <translation>--device {a} 不能由多个进程共用：请去掉它，或写 cuda 或 cpu</translation>
    </message>
    <message>
      <source>{a} processes were started on a machine with {b} GPUs: start at most that many, or add --device cpu</source>
      <translation>在有 {b} 个 GPU 的机器上启动了 {a} 个进程：最多启动这么多，或添加 --device cpu</translation>
    </message>
    <message>
      <source>another process of this training has ended; what was saved is whole, and torchrun goes on from there if it was started with --max-restarts</source>
      <translation>这次训练的另一个进程已结束；已保存的内容是完整的，若 torchrun 启动时带有 --max-restarts，它会从那里继续</translation>
    </message>
    <message>
      <source>{a} is not a TOML file: {b}</source>
      <translation>{a} 不是 TOML 文件：{b}</translation>
    </message>
    <message>
      <source>it learns a memory task, so there is no folder of books to name</source>
      <translation>它学习的是记忆任务，因此没有可指明的书籍文件夹</translation>
    </message>
    <message>
      <source>[training] precision must be one of {a}, not {b}</source>
      <translation>[training] precision 必须是 {a} 之一，不能是 {b}</translation>
    </message>
    <message>
      <source>[training] professor_forcing is for books: leave it out, or name a folder of them</source>
      <translation>[training] professor_forcing 用于书籍：请去掉它，或指明书籍的文件夹</translation>
    </message>
    <message>
      <source>'name' must be a plain name, of letters, digits, spaces and . _ + -, not {a}</source>
      <translation>'name' 必须是普通的名称，由字母、数字、空格和 . _ + - 组成，不能是 {a}</translation>
    </message>
    <message>
      <source>the table [data] is missing (or [task], to learn a memory task)</source>
      <translation>缺少表 [data]（学习记忆任务时为 [task]）</translation>
    </message>
    <message>
      <source>[[also]] is for memory tasks, and there is no [task]</source>
      <translation>[[also]] 用于记忆任务，而这里没有 [task]</translation>
    </message>
    <message>
      <source>[data] held_out_chapters and held_out_end are two ways to hold out parts of books: write one of them</source>
      <translation>[data] held_out_chapters 和 held_out_end 是留出书籍部分内容的两种方式：请只写其中一个</translation>
    </message>
    <message>
      <source>[data] held_out_chapters, from 2 upwards, and chapter, what the heading of a chapter begins with, go together: write both of them or neither</source>
      <translation>[data] held_out_chapters（至少为 2）与 chapter（章标题的开头）要一起使用：请都写，或都不写</translation>
    </message>
    <message>
      <source>[data] chapter is not a regular expression: {a}</source>
      <translation>[data] chapter 不是正则表达式：{a}</translation>
    </message>
    <message>
      <source>[data] and [task] exclude one another: leave one of them</source>
      <translation>[data] 和 [task] 互相排斥：请只留一个</translation>
    </message>
    <message>
      <source>a memory task is read by characters, of which there are {a}: write vocab_size = {b}, not {c}</source>
      <translation>记忆任务按字符读取，共有 {a} 个字符：请写 vocab_size = {b}，不要写 {c}</translation>
    </message>
    <message>
      <source>[training] {a} is for books: how long a sequence is follows from the task</source>
      <translation>[training] {a} 用于书籍：序列的长度由任务决定</translation>
    </message>
    <message>
      <source>further tasks are written as tables [[also]]</source>
      <translation>更多的任务写成表 [[also]]</translation>
    </message>
    <message>
      <source>the table [{a}] is missing</source>
      <translation>缺少表 [{a}]</translation>
    </message>
    <message>
      <source>[{a}] has an unknown key {b}; it takes {c}</source>
      <translation>[{a}] 有未知的键 {b}；可用的有 {c}</translation>
    </message>
    <message>
      <source>[{a}] {b} should be {c}, not {d}</source>
      <translation>[{a}] {b} 应为 {c}，不能是 {d}</translation>
    </message>
    <message>
      <source>[{a}] {b} is {c}; it must be from 0, and at most {d}</source>
      <translation>[{a}] {b} 是 {c}；必须不小于 0，且最多 {d}</translation>
    </message>
    <message>
      <source>[{a}] {b} is {c}; it must be above 0, and at most {d}</source>
      <translation>[{a}] {b} 是 {c}；必须大于 0，且最多 {d}</translation>
    </message>
    <message>
      <source>[{a}] {b} is too long, or it has zero characters</source>
      <translation>[{a}] {b} 太长，或含有零字符</translation>
    </message>
    <message>
      <source>[{a}] {b} is missing</source>
      <translation>[{a}] 缺少 {b}</translation>
    </message>
    <message>
      <source>a step of this recipe takes at least {a}, and this machine has {b} free: lower 'batch', 'length' or the sizes of the model</source>
      <translation>这个配方的一步至少占用 {a}，而本机空闲 {b}：请减小 'batch'、'length' 或模型的大小</translation>
    </message>
    <message>
      <source>'start' has {a} pieces: write vocab_size = {b}, not {c}</source>
      <translation>'start' 有 {a} 个片段：请写 vocab_size = {b}，不要写 {c}</translation>
    </message>
    <message>
      <source>{a} has {b} pieces, and the recipe asks for {c}: train into another folder, or delete it</source>
      <translation>{a} 有 {b} 个片段，而配方要求 {c} 个：请训练到另一个文件夹，或删除它</translation>
    </message>
    <message>
      <source>{a} is not the tokenizer of 'start': train into another folder, or delete it</source>
      <translation>{a} 不是 'start' 的分词器：请训练到另一个文件夹，或删除它</translation>
    </message>
    <message>
      <source>the model is no longer made of numbers at step {a}: lower 'learning_rate' in the recipe; the last save in {b} is whole</source>
      <translation>在第 {a} 步，模型中出现了非数的值：请在配方中减小 'learning_rate'；{b} 中最后一次保存的内容是完整的</translation>
    </message>
    <message>
      <source>the texts to learn have {a} different words, which takes {b} pieces with those for line ends and for other text: write vocab_size = {c}, not {d}, or use the texts that the recipe is for</source>
      <translation>要学习的文本有 {a} 个不同的词，加上换行和其他文本的片段需要 {b} 个片段：请写 vocab_size = {c}，不要写 {d}，或使用这个配方所针对的文本</translation>
    </message>
    <message>
      <source>no file can have this name</source>
      <translation>文件不能有这样的名称</translation>
    </message>
    <message>
      <source>it is too large ({a} bytes, and at most {b} are read)</source>
      <translation>它太大（{a} 字节，最多读取 {b} 字节）</translation>
    </message>
    <message>
      <source>it is not UTF-8 text (byte {a})</source>
      <translation>它不是 UTF-8 文本（字节 {a}）</translation>
    </message>
    <message>
      <source>it is nested too deeply</source>
      <translation>它嵌套太深</translation>
    </message>
    <message>
      <source>it is not {a}</source>
      <translation>它不是 {a}</translation>
    </message>
    <message>
      <source>it is not {a}: {b}</source>
      <translation>它不是 {a}：{b}</translation>
    </message>
    <message>
      <source>'{a}' is missing</source>
      <translation>缺少 '{a}'</translation>
    </message>
    <message>
      <source>a name of printable characters</source>
      <translation>由可打印字符组成的名称</translation>
    </message>
    <message>
      <source>the name of a file in the same folder</source>
      <translation>同一文件夹中文件的名称</translation>
    </message>
    <message>
      <source>one of {a}</source>
      <translation>以下之一：{a}</translation>
    </message>
    <message>
      <source>a whole number from {a}</source>
      <translation>不小于 {a} 的整数</translation>
    </message>
    <message>
      <source>'{a}' must be {b}, not {c}</source>
      <translation>'{a}' 必须是{b}，而不是 {c}</translation>
    </message>
    <message>
      <source>it must be {a}, not {b}</source>
      <translation>它必须是{a}，而不是 {b}</translation>
    </message>
    <message>
      <source>'{a}' has {b} characters, and at most {c} are read</source>
      <translation>'{a}' 有 {b} 个字符，最多读取 {c} 个</translation>
    </message>
    <message>
      <source>'{a}' has {b} entries, and at most {c} are read</source>
      <translation>'{a}' 有 {b} 项，最多读取 {c} 项</translation>
    </message>
    <message>
      <source>it has {a} characters, and at most {b} are read</source>
      <translation>它有 {a} 个字符，最多读取 {b} 个</translation>
    </message>
    <message>
      <source>it has {a} entries, and at most {b} are read</source>
      <translation>它有 {a} 项，最多读取 {b} 项</translation>
    </message>
    <message>
      <source>its pickle is damaged: an array has no type or no shape</source>
      <translation>它的 pickle 已损坏：有一个数组没有类型或形状</translation>
    </message>
    <message>
      <source>its pickle is damaged: the sizes of an array are no numbers</source>
      <translation>它的 pickle 已损坏：数组的大小不是数</translation>
    </message>
    <message>
      <source>its pickle is damaged: an array of objects is no list</source>
      <translation>它的 pickle 已损坏：对象数组不是列表</translation>
    </message>
    <message>
      <source>its pickle is damaged: an array has no bytes</source>
      <translation>它的 pickle 已损坏：有一个数组没有字节</translation>
    </message>
    <message>
      <source>its pickle is damaged: an array has another size than it says</source>
      <translation>它的 pickle 已损坏：有一个数组的大小与所说的不同</translation>
    </message>
    <message>
      <source>its header is cut short, or too large</source>
      <translation>它的文件头不完整，或太大</translation>
    </message>
    <message>
      <source>its header is cut short</source>
      <translation>它的文件头不完整</translation>
    </message>
    <message>
      <source>its header says {a} where at most {b} are read</source>
      <translation>它的文件头写的是 {a}，而最多读取 {b}</translation>
    </message>
    <message>
      <source>its header has a value of the unknown type {a}</source>
      <translation>它的文件头有一个值属于未知类型 {a}</translation>
    </message>
    <message>
      <source>its header has lists of lists</source>
      <translation>它的文件头含有列表的列表</translation>
    </message>
    <message>
      <source>it is no GGUF file</source>
      <translation>它不是 GGUF 文件</translation>
    </message>
    <message>
      <source>it is of version {a} of GGUF, and 2 and 3 are read</source>
      <translation>它是 GGUF 的版本 {a}，能读取的是 2 和 3</translation>
    </message>
    <message>
      <source>its tensor {a} has {b} dimensions</source>
      <translation>它的张量 {a} 有 {b} 个维度</translation>
    </message>
    <message>
      <source>its header has no sound alignment</source>
      <translation>它的文件头没有有效的对齐</translation>
    </message>
    <message>
      <source>its tensor {a} is not made of whole blocks</source>
      <translation>它的张量 {a} 不是由完整的块组成</translation>
    </message>
    <message>
      <source>its tensor {a} is quantised in a way that is not read: convert it to F32, F16, BF16 or Q8_0</source>
      <translation>它的张量 {a} 的量化方式不支持读取：请转换为 F32、F16、BF16 或 Q8_0</translation>
    </message>
    <message>
      <source>its tensor {a} goes beyond the end of the file</source>
      <translation>它的张量 {a} 超出了文件末尾</translation>
    </message>
    <message>
      <source>its {a} goes beyond its end</source>
      <translation>它的 {a} 超出了末尾</translation>
    </message>
    <message>
      <source>it is damaged: the library that reads such files gave up on it</source>
      <translation>它已损坏：读取这类文件的库放弃了读取</translation>
    </message>
    <message>
      <source>it is damaged: looking into it took too long</source>
      <translation>它已损坏：检查它用了太长时间</translation>
    </message>
    <message>
      <source>Python cannot be started to read it ({a})</source>
      <translation>无法启动 Python 来读取它（{a}）</translation>
    </message>
    <message>
      <source>it has an attribute that is too large to be read</source>
      <translation>它有一个属性太大，无法读取</translation>
    </message>
    <message>
      <source>it holds too much to be a model</source>
      <translation>它含有的内容太多，不像是模型</translation>
    </message>
    <message>
      <source>it has links to other places or files, which no model needs</source>
      <translation>它含有指向其他位置或文件的链接，而模型不需要链接</translation>
    </message>
    <message>
      <source>its numbers are kept in other files, which is not read</source>
      <translation>它的数保存在其他文件中，不支持读取</translation>
    </message>
    <message>
      <source>its numbers are compressed and too many to be unpacked</source>
      <translation>它的数经过压缩，数量太多，无法解压</translation>
    </message>
    <message>
      <source>it is an HDF5 file inside another, which is not read</source>
      <translation>它是另一个文件中的 HDF5 文件，不支持读取</translation>
    </message>
    <message>
      <source>its pickle has a table with keys that are no texts or numbers</source>
      <translation>它的 pickle 中有一个表，键既不是文本也不是数</translation>
    </message>
    <message>
      <source>its pickle is damaged: a table is made of what are no pairs</source>
      <translation>它的 pickle 已损坏：表不是由成对的值组成</translation>
    </message>
    <message>
      <source>its pickle is damaged: a list is made of what is none</source>
      <translation>它的 pickle 已损坏：列表不是由列表组成</translation>
    </message>
    <message>
      <source>its pickle is damaged: bytes are made of what is no text</source>
      <translation>它的 pickle 已损坏：字节不是由文本组成</translation>
    </message>
    <message>
      <source>its pickle is damaged: it is cut short</source>
      <translation>它的 pickle 已损坏：不完整</translation>
    </message>
    <message>
      <source>its pickle is damaged: it is cut short, or uses what it has not made</source>
      <translation>它的 pickle 已损坏：不完整，或使用了未生成的内容</translation>
    </message>
    <message>
      <source>its pickle is damaged ({a})</source>
      <translation>它的 pickle 已损坏（{a}）</translation>
    </message>
    <message>
      <source>its pickle is too large to be read</source>
      <translation>它的 pickle 太大，无法读取</translation>
    </message>
    <message>
      <source>its pickle uses {a}, which no file of weights needs</source>
      <translation>它的 pickle 使用了 {a}，而权重文件不需要它</translation>
    </message>
    <message>
      <source>its pickle is damaged: it appends to what is no list</source>
      <translation>它的 pickle 已损坏：向不是列表的内容追加</translation>
    </message>
    <message>
      <source>its pickle is damaged: it sets items of what is no table</source>
      <translation>它的 pickle 已损坏：在不是表的内容中设置项</translation>
    </message>
    <message>
      <source>its pickle is damaged: a tuple lacks values</source>
      <translation>它的 pickle 已损坏：有一个元组缺少值</translation>
    </message>
    <message>
      <source>its pickle is damaged: a name is no text</source>
      <translation>它的 pickle 已损坏：有一个名称不是文本</translation>
    </message>
    <message>
      <source>its pickle is damaged: the arguments of a call are no tuple</source>
      <translation>它的 pickle 已损坏：调用的参数不是元组</translation>
    </message>
    <message>
      <source>it is no file of rwkv.cpp</source>
      <translation>它不是 rwkv.cpp 的文件</translation>
    </message>
    <message>
      <source>it is of version {a} of rwkv.cpp, and 100 and 101 are read</source>
      <translation>它是 rwkv.cpp 的版本 {a}，能读取的是 100 和 101</translation>
    </message>
    <message>
      <source>it is quantised: convert the model to FP32 or FP16</source>
      <translation>它经过量化：请把模型转换为 FP32 或 FP16</translation>
    </message>
    <message>
      <source>it has more than {a} tensors</source>
      <translation>它的张量超过 {a} 个</translation>
    </message>
    <message>
      <source>it is cut short, or damaged</source>
      <translation>它不完整或已损坏</translation>
    </message>
    <message>
      <source>its tensor {a} is quantised: convert the model to FP32 or FP16</source>
      <translation>它的张量 {a} 经过量化：请把模型转换为 FP32 或 FP16</translation>
    </message>
    <message>
      <source>its tensor {a} does not have six rows</source>
      <translation>它的张量 {a} 没有六行</translation>
    </message>
    <message>
      <source>it is not a safetensors file</source>
      <translation>它不是 safetensors 文件</translation>
    </message>
    <message>
      <source>it is cut short, or its header is damaged</source>
      <translation>它不完整，或文件头已损坏</translation>
    </message>
    <message>
      <source>its tensor {a} is not where its header says</source>
      <translation>它的张量 {a} 不在文件头所说的位置</translation>
    </message>
    <message>
      <source>it became shorter while it was read</source>
      <translation>读取时它变短了</translation>
    </message>
    <message>
      <source>its pickle refers to something that is no tensor</source>
      <translation>它的 pickle 引用了不是张量的内容</translation>
    </message>
    <message>
      <source>it has tensors of a type that is not read ({a})</source>
      <translation>它含有不支持读取的张量类型（{a}）</translation>
    </message>
    <message>
      <source>its pickle is damaged: a storage has no key or no size</source>
      <translation>它的 pickle 已损坏：有一个存储没有键或大小</translation>
    </message>
    <message>
      <source>it has views of storages, as PyTorch wrote them before 0.4</source>
      <translation>它含有存储的视图，这是 0.4 之前的 PyTorch 写法</translation>
    </message>
    <message>
      <source>it has a tensor of {a} bytes, and is only {b} long</source>
      <translation>它有一个 {a} 字节的张量，而文件只有 {b} 字节</translation>
    </message>
    <message>
      <source>its pickle is damaged: it says two things of one storage</source>
      <translation>它的 pickle 已损坏：对同一个存储有两种说法</translation>
    </message>
    <message>
      <source>its pickle is damaged: a tensor has no storage</source>
      <translation>它的 pickle 已损坏：有一个张量没有存储</translation>
    </message>
    <message>
      <source>its pickle is damaged: the sizes of a tensor are no numbers</source>
      <translation>它的 pickle 已损坏：张量的大小不是数</translation>
    </message>
    <message>
      <source>its pickle is damaged: a tensor has strides of other dimensions</source>
      <translation>它的 pickle 已损坏：有一个张量的步幅与维度不符</translation>
    </message>
    <message>
      <source>its pickle is damaged: a tensor goes beyond its storage</source>
      <translation>它的 pickle 已损坏：有一个张量超出了它的存储</translation>
    </message>
    <message>
      <source>its zip is damaged ({a})</source>
      <translation>它的 zip 已损坏（{a}）</translation>
    </message>
    <message>
      <source>it is not a file of torch.save</source>
      <translation>它不是 torch.save 的文件</translation>
    </message>
    <message>
      <source>its zip has {a} entries</source>
      <translation>它的 zip 有 {a} 个条目</translation>
    </message>
    <message>
      <source>it is a zip, and not one of torch.save: it has no data.pkl</source>
      <translation>它是 zip，但不是 torch.save 的：没有 data.pkl</translation>
    </message>
    <message>
      <source>the numbers of its storage {a} are missing</source>
      <translation>缺少它的存储 {a} 的数</translation>
    </message>
    <message>
      <source>its numbers are compressed, as torch.save never does</source>
      <translation>它的数经过压缩，而 torch.save 从不压缩</translation>
    </message>
    <message>
      <source>its storage {a} has {b} bytes, and {c} are needed</source>
      <translation>它的存储 {a} 有 {b} 字节，需要 {c} 字节</translation>
    </message>
    <message>
      <source>its zip is damaged: an entry is not where it should be</source>
      <translation>它的 zip 已损坏：有一个条目不在应在的位置</translation>
    </message>
    <message>
      <source>it is damaged: the list of its storages is not all there</source>
      <translation>它已损坏：存储的列表不齐全</translation>
    </message>
    <message>
      <source>it is damaged: it has numbers that belong to no tensor</source>
      <translation>它已损坏：含有不属于任何张量的数</translation>
    </message>
    <message>
      <source>it is damaged: a storage has another size than its tensors say</source>
      <translation>它已损坏：有一个存储的大小与张量所说的不同</translation>
    </message>
    <message>
      <source>its {a} is too large to be read</source>
      <translation>它的 {a} 太大，无法读取</translation>
    </message>
    <message>
      <source>its zip has no {a}</source>
      <translation>它的 zip 中没有 {a}</translation>
    </message>
  </context>
</TS>
