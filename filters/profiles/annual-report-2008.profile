# The yearly report on open government information by the Regulations of 2008
# (国务院令第492号, article 32), for the reports on 2008 to 2018. There was no
# uniform form: headings, their order and the tables differ from place to place.
about	政府信息公开工作年度报告（2008年条例）

need	60
clue title	50	^(?!.*(通知|通告|格式|解读|公告|答复)).*信息公开(工作)?(年度|年)?(工作)?(报告|年报)
clue year	30	2008-2018
clue heading	10	(?m)主动公开
clue heading	10	(?m)依申请公开
clue heading	10	(?m)收费|减免
clue heading	10	(?m)复议.*诉讼
clue body	10	信息公开(工作)?年度报告
clue body	-40	本年新收政府信息公开申请数量

section overview
	heading	^(工作)?(概述|概况)
	heading	^(主要)?工作概述
	heading	(总体|基本|整体)(工作)?情况
	heading	^机构(运行|建设)情况
	heading	组织领导
section proactive required
	heading	主动公开
	heading	^(政府)?信息公开(的)?(具体)?情况$
section requests required
	heading	依申请(?!.*(收费|费用|收支))
	heading	收到.*申请
	heading	申请.*(办理|受理|处理|答复)情况
section fees required
	heading	收费|减免|收支
	heading	支出.*费用
section litigation required
	heading	行政复议|行政诉讼
	heading	复议.*诉讼
section problems required
	heading	存在.*(问题|不足)
	heading	主要问题
	heading	改进(情况|措施|意见)
section other
	heading	^其[他它].*(事项|情况)
	heading	(需要|应当)(说明|报告)的
	heading	^附[表件]

# 统计指标|单位|统计数, the appendix of the reports on 2014 to 2018; and its forerunners, which
# count the same things under slightly other names.
table statistics
	cell	^(统计指标|指标名称)
	cell	申请.*数
	cell	答复.*数
check statistics.received in statistics
	each column:	row /(收到申请|受理.*申请.*总)数/ = rows /当面|传真|网络|网上|电子邮件|信函|其[他它]/ from /(收到申请|受理.*申请.*总)数/ until /(申请办结|答复(总)?)数/
check statistics.settled in statistics
	each column:	row /申请办结数/ = 2 rows /(按时|延期)办结数/
check statistics.review in statistics
	each column:	row /行政复议数/ = 3 rows /维持|纠错|其[他它]情形/ from /行政复议数/ until /行政诉讼数/
